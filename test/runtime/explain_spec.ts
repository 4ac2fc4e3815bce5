import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { LaMetricError } from '../../src/lametric/errors';
import { explain } from '../../src/runtime/explain';

/** The helper's Node-RED translates each key to itself. */
describe('An error, explained to the user,', () => {
  let RED: NodeAPI;

  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
    await helper.load([(api) => (RED = api)], []);
  });

  after(async () => {
    await helper.unload();
    await helper.stopServer();
  });

  it('says what to do, then what LaMetric said', () => {
    const { error, status } = explain(RED, new LaMetricError('NOT_FOUND', '404: gone'));
    assert.deepEqual([error.code, error.message], ['NOT_FOUND', 'common.error.NOT_FOUND (404: gone)']);
    assert.deepEqual(status, { fill: 'red', shape: 'ring', text: 'common.status.NOT_FOUND' });
  });

  it('says only what to do where LaMetric said nothing', () => {
    const { error } = explain(RED, new LaMetricError('NOT_AUTHORIZED', 'not connected', { said: '' }));
    assert.equal(error.message, 'common.error.NOT_AUTHORIZED');
  });

  it('says what is wrong with an input in the words of who found it', () => {
    assert.equal(explain(RED, new LaMetricError('INVALID_INPUT', 'No name.')).error.message, 'No name.');
  });

  it('has the HTTP status as its cause, where there is one', () => {
    const refused = new LaMetricError('REJECTED', '418', { statusCode: 418, cause: new Error('hidden') });
    assert.deepEqual(explain(RED, refused).error.cause, { statusCode: 418 });
  });

  it('has name and message of what else caused it', () => {
    const cut = new LaMetricError('UNREACHABLE', 'cut', { cause: new TypeError('socket') });
    assert.deepEqual(explain(RED, cut).error.cause, { name: 'TypeError', message: 'socket' });
  });

  it('is INTERNAL where nobody expected it', () => {
    assert.equal(explain(RED, new TypeError('a bug')).error.code, 'INTERNAL');
  });
});
