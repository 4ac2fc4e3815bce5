import assert from 'node:assert/strict';
import { type Clock, startClock } from '../../../simulator/clock/clock';
import { KINDS, type KindName, isKindName } from '../../../simulator/clock/kinds';
import { parseJson } from '../../../src/lametric/http/json';
import registerControl from '../../../src/nodes/control/control';
import { lastStatus, loadNode, useNodeRed } from '../../helpers/flow-node';

const MODELS = Object.keys(KINDS).filter(isKindName);
const OLD = MODELS.filter((kind) => KINDS[kind].old);
const NEW = 'sa8 3.2.6';
const SKY = 'sa5 3.2.7';
const DEVICE = '/api/v2/device';

describe('lametric control', () => {
  let clock: Clock;

  useNodeRed();
  beforeEach(async () => {
    clock = await startClock();
  });
  afterEach(() => clock.unplug());

  const load = (settings: object[] = [], kind: KindName = NEW) => {
    clock.kindName = kind;
    return loadNode(clock, registerControl, { type: 'lametric control', settings });
  };
  const set = async (payload: unknown, kind?: KindName) => (await load([], kind))({ topic: 'kept', payload });
  /** The requests that changed the clock: paths and bodies. */
  const changes = () =>
    clock.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ path, body }) => [path.replace(`${DEVICE}/`, ''), parseJson(body)]);

  const settings: [name: string, value: unknown, part: string, body: object, lacking: readonly KindName[]][] =
    [
      ['brightness', 30, 'display', { brightness: 30, brightness_mode: 'manual' }, []],
      ['brightnessMode', 'manual', 'display', { brightness_mode: 'manual' }, []],
      ['display', false, 'display', { on: false }, OLD],
      ['screensaver', false, 'display', { screensaver: { enabled: false } }, [SKY]],
      ['volume', 0, 'audio', { volume: 0 }, [SKY]],
      ['bluetooth', true, 'bluetooth', { active: true }, [SKY]],
      ['bluetoothName', 'Büro', 'bluetooth', { name: 'Büro' }, [SKY]],
      ['bluetoothName', '50', 'bluetooth', { name: '50' }, [SKY]],
      ['mode', 'kiosk', DEVICE, { mode: 'kiosk' }, OLD],
    ];
  for (const kind of MODELS) {
    for (const [name, value, part, body, lacking] of settings) {
      if (lacking.includes(kind)) {
        it(`says that a ${kind} has no ${name}, and changes nothing`, async () => {
          const { code, message } = await set({ brightness: 50, [name]: value }, kind);
          assert.equal(code, 'NOT_SUPPORTED');
          assert.match(
            message,
            new RegExp(`Kitchen common\\.error\\.clock\\.NOT_SUPPORTED \\(.*${name}.*\\)`),
          );
          assert.equal(clock.settings.brightness, 100);
        });
      } else {
        it(`sets the ${name} of a ${kind}, and says what it confirmed`, async () => {
          const { msg } = await set({ [name]: value }, kind);
          assert.deepEqual(msg['payload'], { [name]: value });
          assert.equal(msg['topic'], 'kept');
          assert.deepEqual(changes(), [[part, body]]);
        });
      }
    }
  }

  it('sends one request for each part, and shows the values', async () => {
    const wanted = { volume: 5, brightness: 10, bluetooth: true, display: true, bluetoothName: 'K' };
    const { msg } = await set(wanted);
    assert.deepEqual(msg['payload'], wanted);
    assert.deepEqual(changes(), [
      ['display', { on: true, brightness: 10, brightness_mode: 'manual' }],
      ['audio', { volume: 5 }],
      ['bluetooth', { active: true, name: 'K' }],
    ]);
    assert.match(lastStatus().text ?? '', /^10, control…, \d\d:\d\d$/);
  });

  it('gives the clock no more than it can take', async () => {
    const send = await load();
    clock.quirks.brightnessLimit = { min: 2, max: 60 };
    clock.quirks.volumeLimit = { min: 0, max: 38 };
    assert.deepEqual((await send({ payload: { brightness: 100, volume: 90 } })).msg['payload'], {
      brightness: 60,
      volume: 38,
    });
    assert.deepEqual((await send({ payload: { brightness: 0, volume: 7.6 } })).msg['payload'], {
      brightness: 2,
      volume: 8,
    });
  });

  it('takes the settings of its list, each from where it says, and not the payload', async () => {
    const send = await load([
      { setting: 'brightness', value: '20', valueType: 'num' },
      { setting: 'display', value: 'true', valueType: 'bool' },
      { setting: 'screensaver', value: 'false', valueType: 'json' },
      { setting: 'volume', value: 'level.now', valueType: 'msg' },
      { setting: 'bluetoothName', value: '"Clock " & topic', valueType: 'jsonata' },
      { setting: 'mode', value: 'manual', valueType: 'str' },
    ]);
    const { msg } = await send({ topic: 'one', level: { now: 9 }, payload: { volume: 'odd' } });
    assert.deepEqual(msg['payload'], {
      mode: 'manual',
      brightness: 20,
      display: true,
      screensaver: false,
      volume: 9,
      bluetoothName: 'Clock one',
    });
  });

  it('takes numbers as text, as people write them', async () => {
    const { msg } = await set({ brightness: '20', volume: '7,0' });
    assert.deepEqual(msg['payload'], { brightness: 20, volume: 7 });
  });

  it('starts the mode of the screensaver that was on last, though the clock has cleared it', async () => {
    const send = await load();
    clock.quirks.clearsModes = true;
    const times = { from: '22:30', to: '07:00' };
    await send({ payload: { screensaver: times } });
    await send({ payload: { screensaver: false } });
    assert.deepEqual((await send({ payload: { screensaver: true } })).msg['payload'], { screensaver: true });
    assert.match(JSON.stringify(changes().at(-1)), /"mode":"time_based"/);
  });

  it('says what the clock says instead, and what was set before', async () => {
    const send = await load();
    clock.quirks.ignoresTimes = true;
    const { code, message } = await send({
      payload: { mode: 'manual', display: true, screensaver: { from: '22:30', to: '07:00' } },
    });
    assert.equal(code, 'REJECTED');
    assert.match(message, /control\.error\.contradiction screensaver \{"from":"22:30","to":"07:00"\} false/);
    assert.match(message, /control\.error\.failed screensaver; control\.error\.done mode, display/);
  });

  it('takes the last of several values for one setting', async () => {
    const send = await load([
      { setting: 'volume', value: '20', valueType: 'num' },
      { setting: 'volume', value: '30', valueType: 'num' },
    ]);
    assert.deepEqual((await send({})).msg['payload'], { volume: 30 });
  });

  describe('asks the clock nothing, and says why, for', () => {
    const percent = 'control.must.percent';
    const invalid: [payload: unknown, ...problems: string[]][] = [
      [undefined, 'control.error.payload'],
      [null, 'control.error.payload'],
      ['on', 'control.error.payload'],
      [7, 'control.error.payload'],
      [[{ brightness: 1 }], 'control.error.payload'],
      [{}, 'control.error.payload'],
      [{ brightness: -1 }, `control.error.value brightness msg.payload.brightness -1 ${percent}`],
      [{ brightness: 101 }, `control.error.value brightness msg.payload.brightness 101 ${percent}`],
      [{ brightness: '500' }, `control.error.value brightness msg.payload.brightness "500" ${percent}`],
      [{ brightness: NaN }, `control.error.value brightness msg.payload.brightness NaN ${percent}`],
      [{ volume: null }, `control.error.missing volume msg.payload.volume ${percent}`],
      [
        { brightnessMode: 'dark' },
        'control.error.value brightnessMode msg.payload.brightnessMode "dark" control.must.choice auto, manual',
      ],
      [{ display: 'true' }, 'control.error.value display msg.payload.display "true" control.must.switch'],
      [{ bluetooth: 1 }, 'control.error.value bluetooth msg.payload.bluetooth 1 control.must.switch'],
      [
        { bluetoothName: ' ' },
        'control.error.value bluetoothName msg.payload.bluetoothName " " control.must.text',
      ],
      [
        { mode: 'toString' },
        'control.error.value mode msg.payload.mode "toString" control.must.choice auto, manual, schedule, kiosk',
      ],
      ...['on', {}, { from: '22:00' }, { from: '22:00', to: '24:00' }, { from: '7:00', to: '22:00' }].map(
        (screensaver): [unknown, string] => [
          { screensaver },
          `control.error.value screensaver msg.payload.screensaver ${JSON.stringify(screensaver)} control.must.screensaver`,
        ],
      ),
      [{ constructor: 1 }, 'control.error.unknown constructor'],
      [
        { volume: 5, light: 1, brightness: 'x', display: true },
        'control.error.unknown light',
        `control.error.value brightness msg.payload.brightness "x" ${percent}`,
      ],
    ];
    for (const [payload, ...problems] of invalid) {
      it(JSON.stringify(payload) ?? 'undefined', async () => {
        const { code, message } = await set(payload);
        assert.equal(code, 'INVALID_INPUT');
        for (const problem of problems) assert.ok(message.includes(problem), message);
        assert.doesNotMatch(message, /\b(volume|display) msg\.payload\.(?:volume 5|display true)/);
        assert.deepEqual(clock.requests, []);
      });
    }

    it('a value in its list, by its place', async () => {
      const send = await load([
        { setting: 'volume', value: 'level', valueType: 'msg' },
        { setting: 'brightness', value: '300', valueType: 'num' },
        { setting: 'mode', value: 'auto', valueType: 'str' },
      ]);
      assert.equal(
        (await send({})).message,
        `control.error.missing volume msg.level ${percent} ` +
          `control.error.value brightness common.source.fixed 300 ${percent}`,
      );
      assert.deepEqual(clock.requests, []);
    });
  });

  it('says what failed, and what was set before', async () => {
    const send = await load();
    clock.fail(`${DEVICE}/audio`, { status: 400 });
    const { code, message } = await send({
      payload: { mode: 'manual', volume: 5, brightness: 10, bluetooth: true },
    });
    assert.equal(code, 'REJECTED');
    assert.match(message, /Kitchen .*\(400.*; control\.error\.failed volume; control\.error\.done mode, bri/);
    assert.equal(clock.settings.brightness, 10);
    assert.equal(clock.settings.bluetooth.active, false);
  });

  it('says nothing of what was set before, where nothing was', async () => {
    const send = await load();
    clock.fail(`${DEVICE}/display`, { status: 400 });
    const { message } = await send({ payload: { brightness: 10, display: false } });
    assert.match(message, /; control\.error\.failed brightness, display\)$/);
  });
});
