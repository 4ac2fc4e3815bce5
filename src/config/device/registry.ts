import type { NodeAPI } from 'node-red';
import { Certificate } from '../../lametric/clock/certificate';
import { removals } from '../../runtime/deployment';
import { BoundedMap } from '../../storage/bounded-map';
import { openRecords } from '../../storage/open-records';
import { type AccountConnection, accountInForm } from '../account/connection';
import { Clock } from './clock';
import { DEVICES_SETTING, ClockRecords, type ClockRecord } from './clock-record';
import type { CloudEntry } from './locator';
import { type ClockSettings, deployedSettings, isSameClock } from './settings';

/** How long a clock that passed a test is known without a Deploy, in milliseconds, and how many are. */
const TESTED_FOR = 10 * 60 * 1000;
const MAX_TESTED = 32;

/** By the admin app of a Node-RED: a package that is removed and installed again must find its registry again. */
export const registries = new WeakMap<object, ClockRegistry>();

/** A clock that runs, and the node that it runs for. */
interface Running {
  clock: Clock;
  /** The id that the admin endpoints know it by: in a subflow, the template's. */
  shownAs: string;
}

/** The clocks and their records. They outlive the config nodes, which any Deploy may create anew. */
export class ClockRegistry {
  readonly #RED: NodeAPI;
  readonly #store: ClockRecords;
  readonly #running = new Map<string, Running>();
  /** By node id. */
  readonly #tested = new BoundedMap<Clock>(MAX_TESTED, TESTED_FOR);

  constructor(RED: NodeAPI) {
    this.#RED = RED;
    const onSavedChange = (problem: string | undefined) => {
      if (problem !== undefined) RED.log.warn(RED._('device.not-saved', { problem }));
    };
    const place = { setting: DEVICES_SETTING, hash: 'lametric:devices' };
    // A running clock has found the same by itself.
    this.#store = new ClockRecords(openRecords(RED, place, onSavedChange, () => undefined));
    RED.events.on('flows:started', (event: unknown) => {
      const { removed, present } = removals(RED, 'lametric-device', event);
      this.#store.noteRemovals(removed, present);
    });
  }

  /** The clock of a node that is deployed: the same one as before where it is set up as before. */
  deploy(id: string, shownAs: string, settings: ClockSettings, account: AccountConnection): Clock {
    const before = this.#running.get(id)?.clock;
    const clock =
      before && isUnchanged(before.settings, settings) ? before : this.#create(id, settings, account);
    if (clock !== before) before?.disconnect();
    this.#running.set(id, { clock, shownAs });
    this.#takeDraft(shownAs, clock);
    return clock;
  }

  /** Waits until the records are saved. */
  settle(): Promise<void> {
    return this.#store.flush();
  }

  /** The clock of a node that was removed or disabled. */
  remove(id: string): void {
    this.#running.get(id)?.clock.disconnect();
    this.#running.delete(id);
  }

  /** The clock that the endpoints mean: one that runs, or passed a test before its first Deploy, or is deployed. */
  find(id: string): Clock | undefined {
    const running =
      this.#running.get(id) ?? [...this.#running.values()].findLast(({ shownAs }) => shownAs === id);
    if (running !== undefined) return running.clock;
    const settings = deployedSettings(this.#RED, id);
    if (settings === undefined) return this.#tested.get(id);
    return this.#create(id, settings, accountInForm(this.#RED, settings.account));
  }

  /** The clock as the form has it: the one tested last, which may differ from the deployed one; else as `find`. */
  findInForm(id: string): Clock | undefined {
    return this.#tested.get(id) ?? this.find(id);
  }

  /** A clock as a form describes it. Its record is not saved. */
  draft(id: string, settings: ClockSettings): Clock {
    const tested = this.#tested.get(id);
    // Each clock that a form tries after another is met for the first time.
    const known = tested !== undefined && isSameClock(tested.settings, settings) ? tested : undefined;
    if (known?.settings.apiKey === settings.apiKey) return known;
    const account = accountInForm(this.#RED, settings.account);
    const { fingerprint, found } = this.#store.read(id, settings, account);
    const trusted = known?.certificate.trusted ?? fingerprint;
    return new Clock(settings, new Certificate(trusted, () => undefined), account, {
      entry: found,
      onEntry: () => undefined,
    });
  }

  /** Keeps a clock that was tested, unless it is the deployed one. Until its id is deployed, it stands for that. */
  keepDraft(id: string, clock: Clock): void {
    const deployed = deployedSettings(this.#RED, id);
    if (deployed !== undefined && isSameClock(clock.settings, deployed)) this.#tested.delete(id);
    else this.#tested.set(id, clock);
  }

  /** A clock whose record is saved. */
  #create(id: string, settings: ClockSettings, account: AccountConnection): Clock {
    let record = this.#store.read(id, settings, account);
    const remember = (changes: Partial<ClockRecord>) => {
      record = { ...record, ...changes };
      this.#store.write(id, settings, record, account);
    };
    const certificate = new Certificate(record.fingerprint, (fingerprint) => remember({ fingerprint }));
    const onEntry = (found: CloudEntry) => remember({ found });
    return new Clock(settings, certificate, account, { entry: record.found, onEntry });
  }

  /** A clock that was tested before the Deploy has shown its certificate, and the user may have trusted it. */
  #takeDraft(id: string, clock: Clock): void {
    const draft = this.#tested.get(id);
    if (draft === undefined) return;
    this.#tested.delete(id);
    draft.disconnect();
    const { trusted } = draft.certificate;
    const isSame = isSameClock(draft.settings, clock.settings);
    if (isSame && trusted !== undefined) clock.certificate.trust(trusted);
  }
}

function isUnchanged(one: ClockSettings, other: ClockSettings): boolean {
  const { name, clockName, apiKey } = other;
  return isSameClock(one, other) && one.name === name && one.clockName === clockName && one.apiKey === apiKey;
}
