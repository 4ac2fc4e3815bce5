import { isDeepStrictEqual } from 'node:util';
import type { NodeAPI } from 'node-red';
import { Certificate } from '../../lametric/clock/certificate';
import { removals } from '../../runtime/deployment';
import { inBackground } from '../../runtime/in-background';
import { BoundedMap } from '../../storage/bounded-map';
import { openRecords } from '../../storage/open-records';
import { ageOrphans, noteRemovals } from '../../storage/orphans';
import type { Records } from '../../storage/records';
import { type AccountConnection, accountInForm } from '../account/connection';
import { Clock } from './clock';
import { ClockMemory, DEVICES_SETTING } from './clock-record';
import type { CloudEntry } from './locator';
import { type ClockSettings, deployedSettings, isSameClock } from './settings';
import { TrustInForm, TrustInRecord } from './trust-stores';

const HOUR = 60 * 60 * 1000;
/** How long a clock that does not run is known after a test or a look, in milliseconds, and how many are. */
const KNOWN_FOR = 10 * 60 * 1000;
const MAX_KNOWN = 32;

/** By the admin app of a Node-RED: a package that is removed and installed again must find its registry again. */
export const registries = new WeakMap<object, ClockRegistry>();

/** A clock with its record, and the node that it is for. */
interface Known {
  clock: Clock;
  memory: ClockMemory;
  /** The id that the admin endpoints know it by: in a subflow, the template's. */
  shownAs: string;
}

/** The clocks and their records. They outlive the config nodes, which any Deploy may create anew. */
export class ClockRegistry {
  readonly #RED: NodeAPI;
  readonly #records: Records;
  readonly #running = new Map<string, Known>();
  /** The ids of nodes that have closed and do not run anew so far. */
  readonly #closed = new Set<string>();
  /** By node id: clocks that passed a test, and deployed ones that do not run. */
  readonly #tested = new BoundedMap<Clock>(MAX_KNOWN, KNOWN_FOR);
  readonly #idle = new BoundedMap<Known>(MAX_KNOWN, KNOWN_FOR);
  /** The nodes that may use any clock, and whose id may be a key of My Data there. */
  readonly #everywhere = new Set<string>();

  constructor(RED: NodeAPI) {
    this.#RED = RED;
    const onSavedChange = (problem: string | undefined) => {
      if (problem !== undefined) RED.log.warn(RED._('device.not-saved', { problem }));
    };
    const place = { setting: DEVICES_SETTING, hash: 'lametric:devices' };
    this.#records = openRecords(RED, place, onSavedChange, (names) =>
      inBackground(RED, () => this.#learn(names)),
    );
    RED.events.on('flows:started', (event: unknown) =>
      inBackground(RED, async () => {
        const endings = [...this.#closed].map((closed) => this.remove(closed));
        for (const { clock } of this.#running.values()) await clock.myData.removeOrphans(this.#everywhere);
        await noteRemovals(this.#records, removals(RED, 'lametric-device', event));
        await Promise.all(endings);
      }),
    );
    setInterval(() => inBackground(RED, () => ageOrphans(this.#records)), HOUR).unref();
  }

  /** The clock of a node that is deployed: the same one as before, unless another clock is meant. */
  deploy(id: string, shownAs: string, settings: ClockSettings, account: AccountConnection): Clock {
    const before = this.#running.get(id);
    const isSame = before !== undefined && isSameClock(before.clock.settings, settings);
    if (!isSame) before?.memory.retire();
    const known = isSame ? before : this.#create(id, shownAs, settings, account);
    if (isSame) {
      known.memory.sealer = account;
      known.clock.change(settings, account, known.memory.read().found);
    } else if (before !== undefined) {
      before.clock.notifications.end();
      known.clock.myData.moveFrom(before.clock);
    }
    this.#running.set(id, { ...known, shownAs });
    this.#closed.delete(id);
    inBackground(this.#RED, () => known.memory.renew());
    this.#takeDraft(shownAs, known.clock);
    this.#tellEditors(id, known);
    return known.clock;
  }

  /** A node that may use any clock is there: its key of My Data is to stay. @returns to be called when it has gone */
  keepKeys(node: string): () => void {
    this.#everywhere.add(node);
    return () => this.#everywhere.delete(node);
  }

  /** Waits until the records are saved. */
  settle(): Promise<void> {
    return this.#records.flush();
  }

  /**
   * Notes that the node of a clock has closed. The clock is removed with the next start of the flows, unless the node is there
   * again: of one inside an instance of a subflow, Node-RED does not tell that it was removed.
   */
  close(id: string): void {
    this.#closed.add(id);
  }

  /** Ends the clock of a node that was removed or disabled, and leaves nothing on it. Takes 5 s at most, and never fails. */
  async remove(id: string): Promise<void> {
    const known = this.#running.get(id);
    this.#running.delete(id);
    this.#closed.delete(id);
    this.#RED.comms.publish(nameTopic(id), '', false);
    known?.memory.retire();
    known?.clock.notifications.end();
    await known?.clock.myData.clear();
    known?.clock.disconnect();
  }

  /** The clock that the endpoints mean: one that runs, or passed a test before its first Deploy, or is deployed. */
  find(id: string): Clock | undefined {
    return this.#findAll(id).at(-1)?.clock ?? this.#tested.get(id);
  }

  /** The serial numbers of the clocks that run, as far as anybody has told them, by the ids of their nodes. */
  serialNumbers(): Record<string, string> {
    const known = [...this.#running].map(([id, { clock }]): [string, string] => [
      id,
      clock.serialNumber ?? '',
    ]);
    return Object.fromEntries(known.filter(([, serialNumber]) => serialNumber !== ''));
  }

  /** A clock as a form describes it. Its record is not saved. */
  draft(id: string, settings: ClockSettings): Clock {
    const tested = this.#tested.get(id);
    // Each clock that a form tries after another is met for the first time.
    const known = tested !== undefined && isSameClock(tested.settings, settings) ? tested : undefined;
    if (known?.settings.apiKey === settings.apiKey) return known;
    const account = accountInForm(this.#RED, settings.account, settings.apiKey);
    const memory = new ClockMemory(this.#records, id, settings, account);
    const certificate = known?.certificate ?? new Certificate(new TrustInForm(memory));
    return new Clock(settings, certificate, account, {
      known: memory.look(),
      onEntry: () => undefined,
      onSaid: () => undefined,
    });
  }

  /** Keeps a clock that was tested, unless it is the deployed one. Until its id is deployed, it stands for that. */
  keepDraft(id: string, clock: Clock): void {
    const deployed = deployedSettings(this.#RED, id);
    if (deployed !== undefined && isSameClock(clock.settings, deployed)) {
      this.#tested.delete(id);
      this.#running.get(id)?.clock.learnFrom(clock);
    } else {
      this.#tested.set(id, clock);
    }
  }

  /**
   * Trusts a certificate at each clock that shows it now: at the one tested last, or at all instances of a deployed one.
   * @returns whether any shows it
   */
  async trust(id: string, fingerprint: string): Promise<boolean> {
    const tested = this.#tested.get(id);
    const clocks = tested === undefined ? this.#findAll(id).map(({ clock }) => clock) : [tested];
    const shown = await Promise.all(clocks.map((clock) => clock.showCertificate()));
    const showing = clocks.filter((_clock, index) => shown[index] === fingerprint);
    await Promise.all(showing.map((clock) => clock.trust(fingerprint)));
    return showing.length > 0;
  }

  /** All clocks of a deployed node: one, or one for each instance of a subflow. */
  #findAll(id: string): Known[] {
    const own = this.#running.get(id);
    if (own !== undefined) return [own];
    const instances = [...this.#running.values()].filter(({ shownAs }) => shownAs === id);
    if (instances.length > 0) return instances;
    const settings = deployedSettings(this.#RED, id);
    if (settings === undefined) return [];
    const before = this.#idle.get(id);
    if (before !== undefined && isDeepStrictEqual(before.clock.settings, settings)) return [before];
    before?.memory.retire();
    const account = accountInForm(this.#RED, settings.account, settings.apiKey);
    const known = this.#create(id, id, settings, account);
    this.#idle.set(id, known);
    return [known];
  }

  /** A clock whose record is saved. */
  #create(id: string, shownAs: string, settings: ClockSettings, account: AccountConnection): Known {
    const memory = new ClockMemory(this.#records, id, settings, account);
    const remember = (change: Parameters<ClockMemory['change']>[0]) =>
      inBackground(this.#RED, () => memory.change(change));
    const clock = new Clock(settings, new Certificate(new TrustInRecord(memory)), account, {
      known: memory.read(),
      onEntry: (found) =>
        remember((record) => (isSameEntry(record.found, found) ? undefined : { ...record, found })),
      onSaid: (said) => remember((record) => ({ ...record, said })),
    });
    return { clock, memory, shownAs };
  }

  /** Tells all open editors when its app shows something else, and these and later ones how the clock calls itself. */
  #tellEditors(id: string, { clock, shownAs }: Known): void {
    clock.myData.onChange = () => this.#RED.comms.publish(myDataTopic(shownAs), true, false);
    // In a subflow, each instance may be another clock.
    if (shownAs !== id) return;
    clock.onName = (ownName) => this.#RED.comms.publish(nameTopic(id), ownName, true);
    clock.onName(clock.ownName);
  }

  #learn(names: string[]): void {
    for (const name of names) {
      const known = this.#running.get(name);
      known?.clock.learn(known.memory.read());
    }
  }

  /**
   * A clock that was tested before the Deploy has shown its certificate, and the user may have trusted it. It may still show
   * a test frame, and so may one that was disabled.
   */
  #takeDraft(id: string, clock: Clock): void {
    const idle = this.#idle.get(id);
    idle?.memory.retire();
    const draft = this.#tested.get(id) ?? idle?.clock;
    if (draft === undefined) return;
    this.#tested.delete(id);
    this.#idle.delete(id);
    draft.disconnect();
    if (!isSameClock(draft.settings, clock.settings)) return;
    clock.learnFrom(draft);
    clock.myData.takeOver(draft.myData);
    inBackground(this.#RED, () => clock.certificate.learnFrom(draft.certificate));
  }
}

/** The topics of a clock's own name, and of what its app shows, in the editor's comms. */
const nameTopic = (id: string): string => `lametric-device/${id}/name`;
const myDataTopic = (id: string): string => `lametric-device/${id}/my-data`;

const isSameEntry = (one: CloudEntry | undefined, other: CloudEntry): boolean =>
  (['name', 'address', 'apiKey', 'serialNumber'] as const).every((name) => one?.[name] === other[name]);
