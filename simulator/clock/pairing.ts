/** How a clock made since 2022 hands out its API key after a press of its button. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from './refusal';

const DURATION_S = 60;

interface Challenge {
  uuid: string;
  /** Milliseconds since 1970. */
  begun: number;
  /** Milliseconds since 1970; undefined without a press. */
  pressed: number | undefined;
}

/** A user of the clock's web interface, in the API's form. */
interface User {
  group: 'guest' | 'integration' | 'web_admin';
  key: string;
  name: string;
  origin: 'local' | 'remote';
  status: 'active' | 'inactive';
  uuid: string;
}

/** A challenge in the API's form. */
interface ChallengeState {
  date: string;
  duration: number;
  state: 'in-progress' | 'resolved' | 'expired';
  type: 'press_key';
  uuid: string;
}

export class Pairing {
  readonly #challenges = new Map<string, Challenge>();
  readonly #users: User[] = [user('guest', 'local', 'inactive', newKey())];

  /** @param accountKey the API key that the cloud knows too; undefined if there is none */
  constructor(accountKey: string | undefined) {
    if (accountKey !== undefined) {
      this.#users.push({
        ...user('integration', 'remote', 'active', accountKey),
        name: 'Account Integration Key',
      });
    }
  }

  /** The valid key. One made in the phone app wins over the account's. */
  get apiKey(): string | undefined {
    const active = this.#users.filter(({ group, status }) => group === 'integration' && status === 'active');
    return (active.find(({ origin }) => origin === 'local') ?? active[0])?.key;
  }

  /** All keys ever handed out. */
  get keys(): string[] {
    return this.#users.map(({ key }) => key);
  }

  /** Replaces the valid key. @param origin `remote`: the account knows it; `local`: made in the phone app */
  renew(origin: 'local' | 'remote'): string {
    for (const each of this.#users) if (each.group === 'integration') each.status = 'inactive';
    const key = newKey();
    this.#users.push(user('integration', origin, 'active', key));
    return key;
  }

  /** Whether the display asks for a press. */
  get waits(): boolean {
    return [...this.#challenges.values()].some((challenge) => state(challenge) === 'in-progress');
  }

  press(): void {
    for (const challenge of this.#challenges.values()) {
      if (state(challenge) === 'in-progress') challenge.pressed = Date.now();
    }
  }

  /** Shows it on the display, each time anew. */
  request(): { challenge: ChallengeState } {
    const uuid = hexUuid();
    const challenge = { uuid, begun: Date.now(), pressed: undefined };
    this.#challenges.set(uuid, challenge);
    return { challenge: toAnswer(challenge) };
  }

  challenge(uuid: string): ChallengeState {
    return toAnswer(this.#find(uuid));
  }

  exchange(uuid: string): { user: User } {
    const challenge = this.#find(uuid);
    const now = state(challenge);
    if (now !== 'resolved') throw new Refusal(400, `Invalid challenge status ${now}`);
    const admin = user('web_admin', 'local', 'active', hexUuid());
    this.#users.push(admin);
    this.#challenges.delete(uuid);
    return { user: admin };
  }

  /** @param cookie `no-auth-challenge=1; authorization=KEY:` */
  users(cookie: string | undefined): User[] {
    const key = /(?:^|;\s*)authorization=([^;]*):/.exec(cookie ?? '')?.[1];
    const admin = this.#users.some((each) => each.group === 'web_admin' && each.key === key);
    if (!admin) throw new Refusal(401, 'Invalid auth');
    return this.#users;
  }

  #find(uuid: string): Challenge {
    const challenge = this.#challenges.get(uuid);
    if (!challenge) throw new Refusal(500, 'Failed to get info about challenge');
    return challenge;
  }
}

export function newKey(): string {
  return randomBytes(32).toString('hex');
}

/** 76 digits: the hex of `{UUID}`. */
function hexUuid(): string {
  return Buffer.from(`{${randomUUID()}}`).toString('hex');
}

function user(group: User['group'], origin: User['origin'], status: User['status'], key: string): User {
  return { group, key, name: '', origin, status, uuid: hexUuid() };
}

function state({ begun, pressed }: Challenge): ChallengeState['state'] {
  if (pressed !== undefined) return 'resolved';
  return Date.now() < begun + DURATION_S * 1000 ? 'in-progress' : 'expired';
}

function toAnswer(challenge: Challenge): ChallengeState {
  return {
    date: date(challenge.pressed ?? challenge.begun),
    duration: DURATION_S,
    state: state(challenge),
    type: 'press_key',
    uuid: challenge.uuid,
  };
}

/** `Sat Oct 3 13:50:08 2026` */
function date(time: number): string {
  const [, weekday, day, month, year, clock] =
    /^(\w+), 0?(\d+) (\w+) (\d+) (\S+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${clock} ${year}`;
}
