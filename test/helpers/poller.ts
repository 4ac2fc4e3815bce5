/** A poller of the kitchen's clock, with what it told, in time that stands still until a test lets it pass. */
import type { SinonFakeTimers } from 'sinon';
import type { Clock as SimulatedClock } from '../../simulator/clock/clock';
import type { Clock } from '../../src/config/device/clock';
import { type EventSource, type Pace, Poller } from '../../src/config/device/poller';
import type { ClockEvent, EventName } from '../../src/lametric/clock/events';
import { ClocksWorld } from './clocks';
import { settleSockets, stopTime } from './time';

const DEVICE = '/api/v2/device';

export class PollerWorld {
  readonly events: (ClockEvent & { device: EventSource })[] = [];
  /** The warnings to the user. */
  readonly warnings: string[] = [];
  readonly time: SinonFakeTimers;
  readonly #ends: (() => void)[] = [];
  poller: Poller;

  private constructor(
    readonly world: ClocksWorld,
    public clock: Clock,
  ) {
    this.poller = this.pollerOf(clock);
    this.time = stopTime();
  }

  static async start(): Promise<PollerWorld> {
    const world = await ClocksWorld.start();
    return new PollerWorld(world, world.clock({}, { found: world.whereabouts() }));
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end();
    this.time.restore();
    await this.world.close();
  }

  pollerOf(clock: Clock, pace?: Pace): Poller {
    return new Poller(clock, { explain: String, warn: (message) => this.warnings.push(message) }, pace);
  }

  /** @param node its id, with which a Deploy brings it back */
  listen(names: EventName[], { seconds = 5, initial = false, node = names.join() } = {}): () => void {
    const end = this.poller.subscribe({
      node,
      events: new Set(names),
      interval: seconds * 1000,
      initial,
      onEvent: (event, device) => this.events.push({ ...event, device }),
    });
    this.#ends.push(end);
    return end;
  }

  /** Lets seconds go by, and whatever is asked meanwhile be answered. */
  async pass(seconds: number): Promise<void> {
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      this.time.tick(100);
      await settleSockets(tenth % 10 === 0 ? 40 : 4);
    }
    await settleSockets();
  }

  /** The number of requests to a path of the clock. */
  looks(path = DEVICE, of: SimulatedClock = this.world.kitchen): number {
    return of.countRequests('GET', path);
  }

  get topics(): EventName[] {
    return this.events.map(({ topic }) => topic);
  }
}
