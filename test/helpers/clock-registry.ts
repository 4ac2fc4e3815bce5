/** The registry of clocks in the Node-RED of the test helper, and a LaMetric cloud with clocks. */
import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import type { NodeAPI } from 'node-red';
import { deviceNode } from '../../harness/clock';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import { type Simulator, startSimulator } from '../../simulator/simulator';
import { accountInForm } from '../../src/config/account/connection';
import type { Clock } from '../../src/config/device/clock';
import registerDevice from '../../src/config/device/device';
import { type ClockRegistry, registries } from '../../src/config/device/registry';
import { type ClockSettings, settingsOf } from '../../src/config/device/settings';
import { getDevice } from '../../src/lametric/clock/requests';
import { never } from './clocks';

type Changes = Partial<Pick<ClockSettings, 'apiKey' | 'quiet'>>;

let worlds = 0;

export class RegistryWorld {
  /** Of the node that the clock is for. The record of an id is there again in the next test, so each has its own. */
  readonly id = `clock-${worlds++}`;
  #RED: NodeAPI | undefined;

  private constructor(readonly simulator: Simulator) {}

  static async start(): Promise<RegistryWorld> {
    const world = new RegistryWorld(await startSimulator());
    await world.load([]);
    return world;
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  get RED(): NodeAPI {
    return this.#RED ?? assert.fail('There is no Node-RED');
  }

  get registry(): ClockRegistry {
    return registries.get(this.RED.httpAdmin) ?? assert.fail('There is no registry');
  }

  /** A clock from before 2022. */
  get office(): SimulatedClock {
    return this.simulator.clocks[0] ?? assert.fail('There is no such clock');
  }

  /** One of 2022. */
  get kitchen(): SimulatedClock {
    return this.simulator.clocks[1] ?? assert.fail('There is no such clock');
  }

  /** Deploys flows. */
  async load(flow: object[], credentials = {}): Promise<void> {
    await helper.unload();
    const capture = (RED: NodeAPI) => {
      this.#RED = RED;
    };
    await helper.load([capture, registerDevice], flow, credentials);
    // Each test adds its own to those of the others.
    this.RED.events.setMaxListeners(0);
  }

  /** Deploys a node for the kitchen's clock. */
  async loadKitchen(changes: object = {}): Promise<void> {
    const { address, apiKey } = this.kitchen;
    const node = deviceNode(undefined, { id: this.id, account: '', device: '', address });
    await this.load([{ ...node, ...changes }], { [this.id]: { apiKey } });
  }

  settings({ address, apiKey }: SimulatedClock, changes: Changes = {}): ClockSettings {
    return { ...settingsOf({ address }, { apiKey }), ...changes };
  }

  /** Gives the node a clock, as a Deploy does. */
  deploy(clock: SimulatedClock, changes: Changes = {}): Clock {
    const settings = this.settings(clock, changes);
    return this.registry.deploy(this.id, this.id, settings, accountInForm(this.RED, '', settings.apiKey));
  }

  /** Tests a clock, as a form does. */
  async test(clock: SimulatedClock, changes: Changes = {}): Promise<Clock> {
    const draft = this.registry.draft(this.id, this.settings(clock, changes));
    await draft.send(getDevice, never());
    this.registry.keepDraft(this.id, draft);
    return draft;
  }
}
