import { describe, expect, it } from 'vitest';
import { passwordProvider } from '#providers';
import {
  createCircuit,
  failuresOfAllToOpen,
  failuresToOpen,
  type JudgedPoll,
  probeEveryMs,
  type Servers,
  throttlesToOpen,
  trustedProbeEveryMs,
} from '#src/poller/ask/circuit.ts';
import type { PollOutcome } from '#src/poller/poll/poll-outcome.ts';
import { minuteMs, outage, readOutcome, secondMs } from './polls.ts';

const usual: JudgedPoll = { isSuspect: false, failures: 0 };
const failing: JudgedPoll = { isSuspect: false, failures: 3 };
const suspect: JudgedPoll = { isSuspect: true, failures: 3 };
const read = readOutcome([]);
const throttled: PollOutcome = {
  kind: 'throttled',
  retryAfterMs: null,
  request: 'read',
  by: 'provider',
};

const us: Servers = { provider: passwordProvider, region: 'US' };

function setup() {
  const circuit = createCircuit();
  let atMs = 1_000_000;
  const fail = (count: number, poll = usual, outcome: PollOutcome = outage) => {
    for (let n = 0; n < count; n++) circuit.record(us, poll, outcome, atMs);
  };
  return {
    circuit,
    fail,
    pass: (ms: number) => {
      atMs += ms;
    },
    judge: (poll = failing) => circuit.judge(us, poll, atMs).kind,
    isOpen: () => circuit.isOpen(us, atMs),
    answer: (outcome: PollOutcome = read) => circuit.record(us, usual, outcome, atMs),
  };
}

describe('the circuit of a region', () => {
  it('opens after so many failures in a row, and spares only that region', () => {
    const { circuit, fail, judge } = setup();
    fail(failuresToOpen - 1);
    expect(judge()).toBe('ask');
    fail(1);
    judge();
    expect(judge()).toBe('unavailable');
    expect(circuit.isOpen({ ...us, region: 'OUS' }, 1_000_000)).toBe(false);
  });

  it('stays closed while answers come in between', () => {
    const { fail, answer, isOpen, pass } = setup();
    for (let round = 0; round < 10; round++) {
      fail(failuresToOpen - 1);
      answer();
      pass(secondMs);
    }
    expect(isOpen()).toBe(false);
  });

  it('stays closed for a while after an answer, however many fail', () => {
    const { fail, answer, isOpen, pass } = setup();
    answer();
    fail(10 * failuresToOpen);
    expect(isOpen()).toBe(false);
    pass(10 * secondMs);
    expect(isOpen()).toBe(true);
  });

  it('lets a probe through now and then, and closes with the first answer', () => {
    const { fail, judge, pass, answer, isOpen } = setup();
    fail(failuresToOpen);
    expect([judge(), judge(), judge()]).toEqual(['ask', 'unavailable', 'unavailable']);
    pass(probeEveryMs - 1);
    expect(judge()).toBe('unavailable');
    pass(1);
    expect(judge()).toBe('ask');
    answer();
    expect(isOpen()).toBe(false);
  });

  it('lets a connection that has not failed yet probe sooner', () => {
    const { fail, judge, pass } = setup();
    fail(failuresToOpen);
    expect([judge(usual), judge(usual)]).toEqual(['ask', 'unavailable']);
    pass(trustedProbeEveryMs);
    expect(judge(usual)).toBe('ask');
  });

  it('lets a suspect probe too: after an hour of outage all are', () => {
    const { fail, judge } = setup();
    fail(failuresToOpen);
    expect(judge(suspect)).toBe('ask');
  });

  it('is not opened by accounts that are known to hang', () => {
    const { fail, isOpen } = setup();
    fail(failuresOfAllToOpen - 1, suspect, { ...outage, isHanging: true });
    expect(isOpen()).toBe(false);
  });

  it('is opened by them all when nobody has been answered for a minute', () => {
    const { fail, answer, pass, isOpen } = setup();
    answer();
    fail(1_000, suspect, { ...outage, isHanging: true });
    pass(minuteMs - 1);
    expect(isOpen()).toBe(false);
    pass(1);
    expect(isOpen()).toBe(true);
  });

  it.each([
    { ...outage, by: 'circuit' },
    { kind: 'gateway-fault', fault: 'unexpected' },
    { kind: 'permit-lapsed' },
    { kind: 'login-deferred', until: new Date() },
  ] satisfies PollOutcome[])('learns nothing from $kind, where Dexcom was not asked', (outcome) => {
    const { fail, isOpen } = setup();
    fail(failuresToOpen - 1);
    fail(50, usual, outcome);
    expect(isOpen()).toBe(false);
    fail(1);
    expect(isOpen()).toBe(true);
  });

  it.each([
    { kind: 'refused' },
    { kind: 'locked-out', until: new Date() },
    { kind: 'session-renewed' },
  ] satisfies PollOutcome[])('takes $kind for the answer that it is', (outcome) => {
    const { fail, answer, isOpen } = setup();
    fail(failuresToOpen);
    answer(outcome);
    expect(isOpen()).toBe(false);
  });
});

describe('a region that throttles everybody', () => {
  it('is left alone for 300 s at the least, without a probe', () => {
    const { circuit, fail, judge, pass } = setup();
    fail(throttlesToOpen, usual, throttled);
    expect(circuit.judge(us, usual, 1_000_000)).toEqual({
      kind: 'throttled',
      retryAfterMs: 5 * minuteMs,
    });
    pass(5 * minuteMs - 1);
    expect(judge(usual)).toBe('throttled');
    pass(1);
    expect(judge(usual)).toBe('ask');
    fail(1, usual, throttled);
    expect(judge(usual)).toBe('throttled');
  });

  it('is left alone for as long as it asks', () => {
    const { circuit, fail } = setup();
    fail(throttlesToOpen, usual, { ...throttled, retryAfterMs: 20 * minuteMs });
    expect(circuit.judge(us, usual, 1_000_000)).toMatchObject({ retryAfterMs: 20 * minuteMs });
  });

  it('is told from one that throttles a few accounts', () => {
    const { fail, answer, judge } = setup();
    for (let round = 0; round < 10; round++) {
      fail(throttlesToOpen - 1, usual, throttled);
      answer();
    }
    expect(judge(usual)).toBe('ask');
  });
});
