import { describe, expect, it } from 'vitest';
import type { Reading } from '#providers';
import { doubtReason } from '#src/poller/ask/fetch-poll.ts';
import { decidePoll } from '#src/poller/decide/decide-poll.ts';
import type { DecisionInput } from '#src/poller/decide/decision.ts';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import type { ClaimedPoll } from '#src/poller/poll/claimed-poll.ts';
import type { PollOutcome } from '#src/poller/poll/poll-outcome.ts';
import { seededRandom } from '#std/random';
import {
  ago,
  batchOf,
  claimedPoll,
  hourMs,
  minuteMs,
  nowMs,
  outage,
  readingAt,
  readingsFrom,
  readOutcome,
  rightClock,
  secondMs,
} from './polls.ts';

function decide(
  poll: Partial<ClaimedPoll>,
  outcome: PollOutcome,
  readings: readonly Reading[] = [],
  clock: Partial<DecisionInput['clock']> = {},
) {
  const random = seededRandom(3);
  const facts = { poll: claimedPoll(poll), outcome, readings };
  const input = { ...facts, isRegionRefusing: false, typical: null, nowMs, random };
  return decidePoll({ ...input, clock: { ...rightClock, ...clock } });
}

const read = (readings: readonly Reading[], facts = {}) => readOutcome(readings, facts);
const fresh = readingsFrom(nowMs - 20 * secondMs, 7);

function decideRead(poll: Partial<ClaimedPoll>, readings: readonly Reading[], facts = {}) {
  return decide(poll, read(readings, facts), readings);
}

describe('after a read', () => {
  it('with a new reading the connection is fresh, and the next poll is behind the next reading', () => {
    const decision = decideRead({ state: 'UNREACHABLE' }, fresh);
    expect(decision).toMatchObject({ state: 'FRESH', isNews: true, reason: 'due', news: [] });
    const inMs = (decision.nextPollAtMs ?? 0) - nowMs;
    expect(inMs).toBeGreaterThan(4.5 * minuteMs);
    expect(inMs).toBeLessThan(6 * minuteMs);
    expect(decision.stateSinceMs).toBe(nowMs);
  });

  it('with nothing new the state ages: late after two cadences, old after twenty minutes', () => {
    const state = (ageMs: number) =>
      decideRead({ newestTakenAt: ago(ageMs) }, [readingAt(nowMs - ageMs)]).state;
    expect(state(9 * minuteMs)).toBe('FRESH');
    expect(state(12 * minuteMs)).toBe('DELAYED');
    expect(state(21 * minuteMs)).toBe('NO_RECENT_DATA');
  });

  it('before the first reading ever the connection waits', () => {
    const facts = { state: 'WAITING', newestTakenAt: null } as const;
    expect(decideRead(facts, [])).toMatchObject({ state: 'WAITING', isNews: false });
  });

  it('the state says since when it holds', () => {
    const stateSince = ago(7 * hourMs);
    expect(decideRead({ stateSince }, fresh).stateSinceMs).toBe(stateSince.getTime());
  });

  it.each([
    ['off', { isSharingOn: false, followerCount: 1 }, 'SHARING_OFF'],
    ['off, and nobody follows', { isSharingOn: false, followerCount: 0 }, 'SHARING_OFF'],
    ['without a follower', { isSharingOn: true, followerCount: 0 }, 'NO_FOLLOWER'],
    ['well', { isSharingOn: true, followerCount: 2 }, 'NO_RECENT_DATA'],
    ['not told', { isSharingOn: null, followerCount: null }, 'NO_RECENT_DATA'],
  ] as const)('that stays empty, sharing found %s', (_name, sharing, state) => {
    const newestTakenAt = ago(2 * hourMs);
    expect(decideRead({ newestTakenAt }, [], { sharing }).state).toBe(state);
  });

  it('that brings fresh readings nobody cares what sharing is said to be', () => {
    const sharing = { isSharingOn: false, followerCount: 0 };
    expect(decideRead({}, fresh, { sharing }).state).toBe('FRESH');
  });

  it('what Dexcom last said of sharing holds until a reading comes', () => {
    const known = { isSharingOn: false, state: 'UNREACHABLE', newestTakenAt: ago(hourMs) } as const;
    expect(decideRead(known, []).state).toBe('SHARING_OFF');
    expect(decideRead(known, fresh).state).toBe('FRESH');
  });

  it('with nothing but readings from the future the clock is wrong', () => {
    const newestTakenAt = ago(hourMs);
    const decision = decide({ newestTakenAt }, read([]), [], { isWrong: true });
    expect(decision.state).toBe('CLOCK_WRONG');
    const one = decide({}, read(fresh), fresh, { isWrong: true });
    expect(one.state).toBe('FRESH');
  });

  it('with a clock known to be behind, and nothing new of it, a silence is told as such', () => {
    const stateAfter = (silentMs: number) => {
      const doubted = {
        doubtedAtMs: nowMs - silentMs - 2 * hourMs,
        doubtedMs: 2 * hourMs,
        doubts: 3,
      };
      const facts = { state: 'CLOCK_WRONG', newestTakenAt: ago(3 * hourMs) } as const;
      return decide(facts, read([]), [], { ...doubted, isWrong: true }).state;
    };
    expect(stateAfter(6 * minuteMs)).toBe('CLOCK_WRONG');
    expect(stateAfter(21 * minuteMs)).toBe('NO_RECENT_DATA');
  });

  it('that was cut short at the link the whole day is asked for at once', () => {
    const readings = readingsFrom(nowMs - 20 * secondMs, 144);
    const window = { minutes: 1_440, maxCount: 288 };
    const batch = { ...batchOf(readings), returnedCount: 288 };
    const memory = emptyPollMemory;
    const first = { memory, newestTakenAt: null, state: 'WAITING' } as const;
    const decision = decideRead(first, readings, { window, batch });
    expect((decision.nextPollAtMs ?? 0) - nowMs).toBeLessThan(20 * secondMs);
    // Where Dexcom gives no more than 288, there is no use in it.
    const large = { minutes: 1_440, maxCount: 1_440 };
    const limited = decideRead(first, readings, { window: large, batch });
    expect((limited.nextPollAtMs ?? 0) - nowMs).toBeGreaterThan(4 * minuteMs);
  });

  it('that was cut short by what we asked for the whole day is asked for at once', () => {
    const readings = readingsFrom(nowMs - 20 * secondMs, 14, minuteMs);
    const newestTakenAt = ago(hourMs);
    const decision = decideRead({ newestTakenAt }, readings);
    expect(decision.memory.fullAtMs).toBeNull();
    const inMs = (decision.nextPollAtMs ?? 0) - nowMs;
    expect(inMs).toBeGreaterThanOrEqual(16 * secondMs);
    expect(inMs).toBeLessThan(20 * secondMs);
  });

  it('that was answered late the account is closed for the floor behind the answer', () => {
    const facts = { requestedAtMs: nowMs - 8 * secondMs, answeredAtMs: nowMs };
    expect(decideRead({}, fresh, facts).closedUntilMs).toBe(nowMs + 15 * secondMs);
    expect(decideRead({}, fresh).closedUntilMs).toBeNull();
  });

  it('with a throttle beside it is obeyed', () => {
    const decision = decideRead({}, fresh, { restMs: 30 * minuteMs });
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 30 * minuteMs);
    expect(decision.closedUntilMs).toBe(nowMs + 30 * minuteMs);
    expect(decision.state).toBe('FRESH');
  });

  it('counts of refusals and suspicions are over', () => {
    const decision = decideRead({ refusalCount: 2, isSuspect: true }, fresh);
    expect(decision).toMatchObject({ refusalCount: 0, isSuspect: false });
  });
});

describe('after a failure', () => {
  it('that is an outage it is asked again soon, then less and less often', () => {
    const waits = [0, 1, 2, 3, 4, 5, 8].map((failures) => {
      const { memory } = claimedPoll();
      const { nextPollAtMs } = decide({ memory: { ...memory, failures } }, outage);
      return ((nextPollAtMs ?? 0) - nowMs) / secondMs;
    });
    for (const [at, wait] of waits.entries()) {
      const least = [20, 40, 80, 160, 300, 300, 300][at] ?? 0;
      expect(wait).toBeGreaterThanOrEqual(least);
      expect(wait).toBeLessThanOrEqual(least * 1.25);
    }
  });

  it('of an answer that did not come in time the account is polled apart, and left alone', () => {
    const decision = decide({}, { ...outage, isHanging: true });
    expect(decision).toMatchObject({ isSuspect: true, state: 'UNREACHABLE' });
    expect(decision.closedUntilMs).toBe(nowMs + 15 * secondMs);
    expect(decide({ isSuspect: true }, outage).isSuspect).toBe(false);
  });

  it('that we did not ask for, suspicion stays what it was', () => {
    const spared = { ...outage, by: 'circuit' } as const;
    expect(decide({ isSuspect: true }, spared).isSuspect).toBe(true);
    expect(decide({ isSuspect: false }, spared).isSuspect).toBe(false);
  });

  it('that others may be the cause of it is kept back for seconds, once', () => {
    const spared = { ...outage, by: 'circuit' } as const;
    const first = decide({}, spared);
    expect(first).toMatchObject({ state: 'FRESH', reason: 'spared', news: [] });
    expect(first.memory.failures).toBe(0);
    expect((first.nextPollAtMs ?? 0) - nowMs).toBeLessThanOrEqual(4 * secondMs);
    const second = decide({ reason: 'spared' }, spared);
    expect(second).toMatchObject({ state: 'UNREACHABLE', reason: 'unavailable' });
    expect((second.nextPollAtMs ?? 0) - nowMs).toBeGreaterThanOrEqual(20 * secondMs);
    const { memory } = claimedPoll();
    const failing = decide({ memory: { ...memory, failures: 2 } }, spared);
    expect(failing.state).toBe('UNREACHABLE');
  });

  it('with Retry-After, nobody reads the account before', () => {
    const decision = decide({}, { ...outage, retryAfterMs: hourMs });
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + hourMs);
    expect(decision.closedUntilMs).toBe(nowMs + hourMs);
  });

  it('that may mean the end of the session, the doubt is kept for the next poll', () => {
    expect(decide({}, { ...outage, isSessionDoubted: true }).reason).toBe(doubtReason);
    expect(decide({}, outage).reason).toBe('unavailable');
  });

  it.each([
    [null, 5 * minuteMs],
    [10 * secondMs, 5 * minuteMs],
    [20 * minuteMs, 20 * minuteMs],
  ])('that is a throttle with Retry-After %s ms, 300 s are waited at the least', (asked, least) => {
    const decision = decide(
      {},
      { kind: 'throttled', retryAfterMs: asked, request: 'read', by: 'provider' },
    );
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + least);
    expect(decision).toMatchObject({
      state: 'THROTTLED',
      stateUntilMs: decision.nextPollAtMs,
      closedUntilMs: decision.nextPollAtMs,
    });
  });

  it('of our own it is a state of its own, and no hot loop', () => {
    const decision = decide({}, { kind: 'gateway-fault', fault: 'sealed' });
    expect(decision.state).toBe('GATEWAY_FAULT');
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 20 * secondMs);
    expect(decision.news).toEqual([]);
  });
});

describe('after a login', () => {
  it('that renewed the session the read waits for the floor', () => {
    const decision = decide({ state: 'FRESH', refusalCount: 1 }, { kind: 'session-renewed' });
    expect(decision).toMatchObject({ state: 'FRESH', refusalCount: 0, reason: 'retry' });
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 16 * secondMs);
    expect(decision.nextPollAtMs).toBeLessThan(nowMs + 18 * secondMs);
  });

  it('that was refused: twice more, then a probe every six hours for a day, then one a day', () => {
    let facts: Partial<ClaimedPoll> = { state: 'FRESH', refusalCount: 0 };
    const steps: [string, number][] = [];
    for (let refusal = 0; refusal < 12; refusal++) {
      const { state, refusalCount, nextPollAtMs } = decide(facts, { kind: 'refused' });
      steps.push([state, (nextPollAtMs - nowMs) / minuteMs]);
      facts = { state, refusalCount };
    }
    expect(steps.map(([state]) => state)).toEqual([
      'CREDENTIALS_REFUSED',
      'CREDENTIALS_REFUSED',
      ...Array(10).fill('NEEDS_ATTENTION'),
    ]);
    const waits = steps.map(([, wait]) => wait);
    for (const wait of waits.slice(0, 2)) expect(wait).toBeGreaterThanOrEqual(10);
    for (const wait of waits.slice(2, 6)) expect(wait).toBeGreaterThanOrEqual(360);
    for (const wait of waits.slice(6)) {
      expect(wait).toBeGreaterThanOrEqual(20 * 60);
      expect(wait).toBeLessThanOrEqual(24 * 60);
    }
  });

  it('that met a lockout it is waited out without an attempt', () => {
    const until = new Date(nowMs + 9 * minuteMs);
    const decision = decide({}, { kind: 'locked-out', until });
    expect(decision).toMatchObject({ state: 'LOCKED_OUT', stateUntilMs: until.getTime() });
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(until.getTime());
  });

  it('that meets one lockout after another it is asked after up to an hour', () => {
    let before: Pick<ClaimedPoll, 'memory' | 'state'> = { memory: emptyPollMemory, state: 'FRESH' };
    const waits = Array.from({ length: 5 }, () => {
      const until = new Date(nowMs + 10 * minuteMs);
      const decision = decide(before, { kind: 'locked-out', until });
      before = decision;
      return ((decision.stateUntilMs ?? 0) - nowMs) / minuteMs;
    });
    expect(waits).toEqual([10, 20, 40, 60, 60]);
  });

  it('that meets a first lockout behind an outage it is asked after when that one ends', () => {
    const memory = { ...emptyPollMemory, failures: 12 };
    const until = new Date(nowMs + 10 * minuteMs);
    const first = decide({ memory, state: 'UNREACHABLE' }, { kind: 'locked-out', until });
    expect(first.stateUntilMs).toBe(until.getTime());
    const second = decide(first, { kind: 'locked-out', until });
    expect(second.stateUntilMs).toBe(nowMs + 20 * minuteMs);
  });

  it('that met a lockout where only probes are left, the lockout takes the place of one', () => {
    const facts = { state: 'NEEDS_ATTENTION', refusalCount: 4 } as const;
    const decision = decide(facts, { kind: 'locked-out', until: new Date(nowMs + minuteMs) });
    expect(decision).toMatchObject({ state: 'NEEDS_ATTENTION', refusalCount: 5 });
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 6 * hourMs);
  });

  it('that had no answer behind a refusal it is not tried again sooner than refused', () => {
    const facts = { state: 'CREDENTIALS_REFUSED', refusalCount: 1 } as const;
    for (const lost of [
      { ...outage, request: 'login' },
      { ...outage, request: 'login', isHanging: true },
      { kind: 'throttled', retryAfterMs: null, request: 'login', by: 'provider' },
    ] as const) {
      const decision = decide(facts, lost);
      expect(decision).toMatchObject({ ...facts, reason: 'refused' });
      expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 10 * minuteMs);
    }
  });

  it('that had no answer where only probes are left, it was a probe', () => {
    const facts = { state: 'NEEDS_ATTENTION', refusalCount: 4 } as const;
    const lost = { ...outage, request: 'login' } as const;
    const decision = decide(facts, lost);
    expect(decision).toMatchObject({ state: 'NEEDS_ATTENTION', refusalCount: 5 });
    expect(decision.reason).toBe('refused');
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(nowMs + 6 * hourMs);
    const late = decide({ ...facts, refusalCount: 6 }, lost);
    expect(late).toMatchObject({ state: 'NEEDS_ATTENTION', refusalCount: 7 });
    expect(late.nextPollAtMs).toBeLessThanOrEqual(nowMs + 24 * hourMs);
  });

  it('that succeeded behind a refusal the refusal is over, though the read failed', () => {
    const facts = { state: 'CREDENTIALS_REFUSED', refusalCount: 2 } as const;
    for (const failed of [
      outage,
      { kind: 'throttled', retryAfterMs: null, request: 'read', by: 'provider' },
    ] as const) {
      expect(decide(facts, failed)).toMatchObject({ refusalCount: 0, reason: failed.kind });
    }
    const notAsked = { ...outage, by: 'circuit' } as const;
    expect(decide(facts, notAsked)).toMatchObject({ refusalCount: 2 });
  });

  it('only a lockout and a throttle are told an end of', () => {
    const until = ago(-5 * minuteMs);
    const throttle = {
      kind: 'throttled',
      retryAfterMs: null,
      request: 'login',
      by: 'provider',
    } as const;
    const stateUntil = ago(minuteMs);
    const locked = { state: 'LOCKED_OUT', stateUntil } as const;
    expect(decide(locked, { kind: 'locked-out', until }).stateUntilMs).toBe(until.getTime());
    expect(decide(locked, outage)).toMatchObject({ state: 'UNREACHABLE', stateUntilMs: null });
    const refused = { state: 'CREDENTIALS_REFUSED', refusalCount: 1 } as const;
    expect(decide(refused, throttle)).toMatchObject({ ...refused, stateUntilMs: null });
  });

  it('that our own budget forbade the state is what it was', () => {
    const until = new Date(nowMs + 3 * minuteMs);
    const decision = decide({ state: 'DELAYED' }, { kind: 'login-deferred', until });
    expect(decision.state).toBe('DELAYED');
    expect(decision.nextPollAtMs).toBeGreaterThanOrEqual(until.getTime());
  });
});

describe('a team hears', () => {
  it.each(['SHARING_OFF', 'NO_FOLLOWER'] as const)('once an episode of %s', (state) => {
    const sharing =
      state === 'SHARING_OFF'
        ? { isSharingOn: false, followerCount: 1 }
        : { isSharingOn: true, followerCount: 0 };
    const facts = { newestTakenAt: ago(hourMs) };
    expect(decideRead(facts, [], { sharing }).news).toEqual(['error']);
    const told = { ...facts, state, errorToldAt: ago(minuteMs) };
    expect(decideRead(told, [], { sharing }).news).toEqual([]);
  });

  it('that credentials were given up, also while another error is told', () => {
    const facts = { state: 'CREDENTIALS_REFUSED', refusalCount: 2 } as const;
    expect(decide(facts, { kind: 'refused' }).news).toEqual(['error']);
    expect(decide({ ...facts, errorToldAt: ago(1) }, { kind: 'refused' }).news).toEqual(['error']);
    const given = { state: 'NEEDS_ATTENTION', refusalCount: 3, errorToldAt: ago(1) } as const;
    expect(decide(given, { kind: 'refused' }).news).toEqual([]);
  });

  it('nothing of a refusal that may be transient', () => {
    expect(decide({}, { kind: 'refused' }).news).toEqual([]);
  });

  it('that it is over, with the first fresh reading', () => {
    for (const told of [{ stalledToldAt: ago(hourMs) }, { errorToldAt: ago(hourMs) }]) {
      expect(decideRead({ ...told, state: 'NO_RECENT_DATA' }, fresh).news).toEqual(['recovered']);
      const old = readingsFrom(nowMs - hourMs, 3);
      const facts = { ...told, state: 'NO_RECENT_DATA', newestTakenAt: ago(2 * hourMs) } as const;
      expect(decideRead(facts, old).news).toEqual([]);
    }
    expect(decideRead({ state: 'NO_RECENT_DATA' }, fresh).news).toEqual([]);
  });
});
