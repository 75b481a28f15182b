import { leaseMs, readFloorMs, readSlackMs } from '#src/poll-plans/limits.ts';
import { decidePoll } from '#src/poller/decide/decide-poll.ts';
import type { ClaimedPoll } from '#src/poller/poll/claimed-poll.ts';
import type { PollOutcome } from '#src/poller/poll/poll-outcome.ts';
import {
  decideLogin,
  decideSecondRequest,
  type LoginBudget,
  lockoutMs,
  loginSlackMs,
} from '#src/providers/dexcom-share/login-budget.ts';
import type { Random } from '#std/random';
import { claimedPoll, outage, readingAt, readOutcome, rightClock } from './polls.ts';

/**
 * One account of Dexcom, whoever asks for it, in memory: the real decisions (when a login is
 * granted, what follows from a poll) over rows that stand for the database's, and the arrivals at
 * Dexcom that come of it. Nodes die between a permit and its request, or behind it.
 */
export interface Arrivals {
  /** Requests that carry the password, by whatever name. */
  readonly passwordAtMs: number[];
  /** Requests for a session. */
  readonly loginAtMs: number[];
  readonly readAtMs: number[];
}

interface Budget extends Omit<LoginBudget, 'isOfUnknownName' | 'isSpaced'> {
  readonly permitsAtMs: number[];
  readonly extraRequestsAtMs: number[];
  strangersAtMs: number[];
  lockedUntilMs: number | null;
  throttledUntilMs: number | null;
  leadsToAccount: boolean;
}

interface Connection {
  facts: Partial<ClaimedPoll>;
  nextPollAtMs: number | null;
  leaseUntilMs: number;
  name: number;
  hasPassword: boolean;
  hasSession: boolean;
}

/** How Dexcom answers just now. */
interface Mood {
  readonly kind: 'usual' | 'refuses' | 'outage' | 'throttles';
  readonly untilMs: number;
}

const secondMs = 1_000;
const failuresToLock = 5;

export class HostileModel {
  readonly arrivals: Arrivals = {
    passwordAtMs: [],
    loginAtMs: [],
    readAtMs: [],
  };
  readonly #random: Random;
  readonly #names: Budget[];
  readonly #account = newBudget();
  readonly #connections: Connection[] = [];
  #nowMs = Date.UTC(2026, 0, 15, 12);
  #mood: Mood = { kind: 'usual', untilMs: 0 };
  #isPasswordRight = true;
  #failedLogins = 0;
  #lockedUntilMs = 0;
  #readNotBeforeMs = 0;
  #closedUntilMs = 0;

  constructor(random: Random, nameCount: number) {
    this.#random = random;
    this.#names = Array.from({ length: nameCount }, newBudget);
  }

  /** Draws what happens next, and lets it happen. */
  step(): void {
    this.#nowMs += this.#draw(this.#draw(2) < 1 ? 20 * secondMs : 200 * secondMs);
    const deeds = [
      () => this.#pollDue(),
      () => this.#pollDue(),
      () => this.#pollDue(),
      () => this.#refresh(),
      () => this.#link(),
      () => this.#link(),
      () => this.#worsen(),
    ];
    deeds[Math.floor(this.#draw(deeds.length))]?.();
  }

  #draw(max: number): number {
    return this.#random() * max;
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#draw(items.length))];
  }

  /** Sessions vanish, the password is changed and changed back, Dexcom has moods. */
  #worsen(): void {
    const deeds = [
      () => {
        for (const connection of this.#connections) connection.hasSession = false;
      },
      () => {
        this.#isPasswordRight = !this.#isPasswordRight;
      },
      () => {
        const kind = this.#pick(['refuses', 'outage', 'throttles'] as const) ?? 'outage';
        this.#mood = { kind, untilMs: this.#nowMs + this.#draw(900 * secondMs) };
      },
    ];
    this.#pick(deeds)?.();
  }

  #pollDue(): void {
    for (const connection of this.#connections) {
      const { nextPollAtMs, leaseUntilMs } = connection;
      const isDue = nextPollAtMs !== null && nextPollAtMs <= this.#nowMs;
      if (isDue && leaseUntilMs <= this.#nowMs) this.#poll(connection);
    }
  }

  /** As a claim before its time: waits are not cut short. */
  #refresh(): void {
    const connection = this.#pick(this.#connections);
    if (!connection || connection.leaseUntilMs > this.#nowMs) return;
    const { nextPollAtMs, facts } = connection;
    const waits = ['refused', 'locked-out', 'login-deferred', 'throttled'];
    const mayWait = waits.includes(facts.reason ?? '');
    if (nextPollAtMs === null || (mayWait && nextPollAtMs > this.#nowMs)) return;
    this.#poll(connection);
  }

  #poll(connection: Connection): void {
    const permitMs = this.#nowMs + readFloorMs + readSlackMs;
    if (this.#readNotBeforeMs > this.#nowMs || this.#closedUntilMs > this.#nowMs) {
      connection.nextPollAtMs = Math.max(this.#readNotBeforeMs, this.#closedUntilMs);
      return;
    }
    this.#readNotBeforeMs = permitMs;
    connection.leaseUntilMs = this.#nowMs + leaseMs;
    const outcome = this.#ask(connection, permitMs);
    // A node that dies writes nothing: the lease ends, and the poll is made again.
    if (outcome === null) return;
    const readings = outcome.kind === 'read' ? [readingAt(this.#nowMs - 30 * secondMs)] : [];
    const poll = claimedPoll({ ...connection.facts });
    const decision = decidePoll({
      poll,
      outcome,
      readings,
      clock: rightClock,
      isRegionRefusing: false,
      typical: null,
      nowMs: this.#nowMs,
      random: this.#random,
    });
    const { state, refusalCount, memory, reason, nextPollAtMs, closedUntilMs } = decision;
    connection.facts = { state, refusalCount, memory, reason };
    connection.nextPollAtMs = nextPollAtMs;
    connection.leaseUntilMs = 0;
    this.#closedUntilMs = Math.max(this.#closedUntilMs, closedUntilMs ?? 0);
  }

  /** Null when the node dies on the way. */
  #ask(connection: Connection, permitMs: number): PollOutcome | null {
    const refusals = connection.facts.refusalCount ?? 0;
    if (!connection.hasSession || refusals > 0) {
      const isByName = refusals > 0;
      const login = this.#logIn(connection.name, isByName, true, connection.hasPassword);
      if (login !== 'opened') return login;
      connection.hasSession = true;
      if (this.#draw(10) < 1) return null;
      // The read permit has run out meanwhile; it is moved, if nobody else read.
      if (this.#readNotBeforeMs !== permitMs && this.#readNotBeforeMs > this.#nowMs) {
        return { kind: 'permit-lapsed' };
      }
      this.#readNotBeforeMs = this.#nowMs + readFloorMs + readSlackMs;
    }
    this.arrivals.readAtMs.push(this.#nowMs + this.#draw(readSlackMs));
    if (this.#draw(20) < 1) return null;
    if (this.#draw(15) < 1) return this.#renew(connection);
    const mood = this.#currentMood();
    if (mood === 'outage') return outage;
    if (mood === 'throttles')
      return { kind: 'throttled', retryAfterMs: null, request: 'read', by: 'provider' };
    return readOutcome([readingAt(this.#nowMs - 30 * secondMs)]);
  }

  /** The session was found to have ended. */
  #renew(connection: Connection): PollOutcome | null {
    connection.hasSession = false;
    const login = this.#logIn(connection.name, false, true, connection.hasPassword);
    if (login !== 'opened') return login;
    connection.hasSession = true;
    return { kind: 'session-renewed' };
  }

  #link(): void {
    const name = Math.floor(this.#draw(this.#names.length));
    const hasPassword = this.#draw(3) >= 1;
    // Of a user who is linked already the account is guessed.
    const login = this.#logIn(name, true, this.#draw(3) < 1, hasPassword, true);
    if (login !== 'opened') return;
    const known = this.#connections.find(() => this.#draw(2) < 1);
    const renewed = { nextPollAtMs: this.#nowMs, leaseUntilMs: 0, name, hasPassword };
    const facts = { state: 'WAITING', refusalCount: 0, reason: 'linked' } as const;
    if (known) Object.assign(known, renewed, { hasSession: true, facts });
    else if (this.#connections.length < 4) {
      this.#connections.push({ ...renewed, hasSession: true, facts });
    }
  }

  /** As `logIn` does it, over rows in memory. */
  #logIn(
    nameAt: number,
    isByName: boolean,
    isAccountKnown: boolean,
    hasPassword: boolean,
    isTyped = false,
  ): Exclude<PollOutcome, { kind: 'read' }> | 'opened' | null {
    const name = this.#names[nameAt] ?? newBudget();
    const isCounted = isAccountKnown || name.leadsToAccount;
    const drawn = isCounted ? [name, this.#account] : [name];
    const budgets = drawn.map((budget) => {
      const isOfUnknownName = isByName && budget === name && !name.leadsToAccount;
      const isOwn = isAccountKnown && (budget === this.#account || name.leadsToAccount);
      return { ...budget, isOfUnknownName, isSpaced: !isTyped || isOwn };
    });
    const decision = decideLogin(budgets, isByName && !isTyped ? 2 : 1, this.#nowMs, isTyped);
    if (decision.kind === 'denied') return deniedOutcome(decision);
    const permitAtMs = this.#nowMs;
    for (const budget of drawn) {
      budget.permitsAtMs.push(permitAtMs);
      if (isTyped) budget.strangersAtMs.push(permitAtMs);
    }
    if (this.#draw(15) < 1) return null;
    const isRight = hasPassword && this.#isPasswordRight;
    if (isByName) {
      const answer = this.#arrive('name', isRight, drawn);
      if (answer !== 'opened') return answer;
      // Another types in between.
      if (isTyped && this.#draw(3) < 1) this.#link();
      const second = this.#takeSecond(name, isCounted, permitAtMs);
      for (const budget of drawn) {
        budget.strangersAtMs = budget.strangersAtMs.filter((atMs) => atMs !== permitAtMs);
      }
      if (second) return second;
      if (this.#draw(15) < 1) return null;
    }
    const answer = this.#arrive('session', isRight, [name, this.#account]);
    // Dead behind the request: the session is lost, the permit is not.
    return this.#draw(15) < 1 ? null : answer;
  }

  #takeSecond(
    name: Budget,
    isCounted: boolean,
    permitAtMs: number,
  ): Exclude<PollOutcome, { kind: 'read' }> | null {
    const { permitsAtMs, extraRequestsAtMs } = name;
    if (!name.leadsToAccount) {
      const others = permitsAtMs.toSpliced(permitsAtMs.indexOf(permitAtMs), 1);
      this.#account.extraRequestsAtMs.push(...others, ...extraRequestsAtMs);
    }
    name.leadsToAccount = true;
    const account = { ...this.#account, isOfUnknownName: false, isSpaced: true };
    if (isCounted) {
      const room = decideSecondRequest(account, permitAtMs, this.#nowMs);
      if (room.kind === 'denied') return deniedOutcome(room);
      for (const budget of [name, this.#account]) budget.extraRequestsAtMs.push(this.#nowMs);
      return null;
    }
    const decision = decideLogin([account], 2, this.#nowMs);
    this.#account.extraRequestsAtMs.push(this.#nowMs);
    if (decision.kind === 'denied') return deniedOutcome(decision);
    this.#account.permitsAtMs.push(this.#nowMs);
    name.extraRequestsAtMs.push(this.#nowMs);
    return null;
  }

  /** A request with the password arrives, up to the slack later than its permit; time passes. */
  #arrive(
    what: 'name' | 'session',
    isRight: boolean,
    drawn: readonly Budget[],
  ): Exclude<PollOutcome, { kind: 'read' }> | 'opened' {
    const arrivesAtMs = this.#nowMs + this.#draw(loginSlackMs);
    this.arrivals.passwordAtMs.push(arrivesAtMs);
    if (what === 'session') this.arrivals.loginAtMs.push(arrivesAtMs);
    this.#nowMs += this.#draw(8 * secondMs);
    const mood = this.#currentMood();
    if (mood === 'outage') return outage;
    if (mood === 'throttles') {
      for (const budget of drawn) budget.throttledUntilMs = this.#nowMs + 300 * secondMs;
      return { kind: 'throttled', retryAfterMs: null, request: 'read', by: 'provider' };
    }
    if (this.#lockedUntilMs > this.#nowMs || this.#failedLogins >= failuresToLock) {
      const untilMs = this.#nowMs + lockoutMs;
      this.#lockedUntilMs = Math.max(this.#lockedUntilMs, untilMs);
      this.#failedLogins = 0;
      for (const budget of drawn) budget.lockedUntilMs = untilMs;
      return { kind: 'locked-out', until: new Date(untilMs) };
    }
    if (!isRight || mood === 'refuses') {
      this.#failedLogins += 1;
      return { kind: 'refused' };
    }
    this.#failedLogins = 0;
    return 'opened';
  }

  #currentMood(): Mood['kind'] {
    return this.#mood.untilMs > this.#nowMs ? this.#mood.kind : 'usual';
  }
}

function newBudget(): Budget {
  return {
    permitsAtMs: [],
    extraRequestsAtMs: [],
    strangersAtMs: [],
    lockedUntilMs: null,
    throttledUntilMs: null,
    retryAtMs: null,
    leadsToAccount: false,
  };
}

function deniedOutcome({
  reason,
  untilMs,
}: Extract<ReturnType<typeof decideLogin>, { kind: 'denied' }>): Exclude<
  PollOutcome,
  { kind: 'read' }
> {
  const until = new Date(untilMs);
  return reason === 'locked-out'
    ? { kind: 'locked-out', until }
    : { kind: 'login-deferred', until };
}
