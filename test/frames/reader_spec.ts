import assert from 'node:assert/strict';
import { frameReader } from '../../src/frames/reader';
import { MAX_SIZE } from '../../src/runtime/plain-data';
import { never } from '../helpers/clocks';

describe('The value of a frame', () => {
  /** As Node-RED reads a payload. */
  const evaluateNodeProperty = (
    ...[, , , { payload }, settle]: [
      value: string,
      type: string,
      node: unknown,
      msg: { payload: unknown },
      settle: (error: null, value: unknown) => void,
    ]
  ) => settle(null, payload);

  const read = async (payload: unknown) => {
    const RED = Object.assign(Object.create(null), { util: { evaluateNodeProperty } });
    const evaluate = frameReader(RED, RED, [{ value: 'payload', valueType: 'msg' }]);
    const [content] = await evaluate({ _msgid: '1', payload }, never());
    return content?.value;
  };

  it('is the text of a Buffer, unless that is none or too long', async () => {
    assert.equal(await read(Buffer.from('21 °C')), '21 °C');
    assert.equal(await read(Buffer.alloc(MAX_SIZE, 'a')), 'a'.repeat(MAX_SIZE));
    for (const odd of [Buffer.from([0xff]), Buffer.alloc(MAX_SIZE + 1, 'a')]) {
      assert.equal(await read(odd), odd);
    }
  });
});
