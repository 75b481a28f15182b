import { describe, expect, it } from 'vitest';
import { type ConnectionState, stateTexts } from '#connections';
import type { FaultOrder } from '#src/simulator/admin/orders.ts';
import type { Style } from '#src/simulator/people/style.ts';
import type { Effect } from '#src/simulator/share/fault.ts';
import { createLinkedRig, hourMs, type LinkedRig, minuteMs } from '#test/linked-rig';

/** A request that hangs ends after this, in real time. */
const requestTimeoutMs = 400;

const reads = ['read'] as const;
const logins = ['login'] as const;

interface Case {
  readonly name: string;
  readonly effect: Effect;
  readonly calls: FaultOrder['calls'];
  readonly state: ConnectionState;
}

const cases: readonly Case[] = [
  { name: '429', effect: { kind: 'throttle' }, calls: reads, state: 'THROTTLED' },
  {
    name: '429 with Retry-After in seconds',
    effect: { kind: 'throttle', retryAfterSeconds: 600 },
    calls: reads,
    state: 'THROTTLED',
  },
  {
    name: '429 with Retry-After as a date',
    effect: { kind: 'throttle', retryAfterSeconds: 600, isRetryAfterDate: true },
    calls: reads,
    state: 'THROTTLED',
  },
  {
    name: '429 to a login',
    effect: { kind: 'throttle' },
    calls: logins,
    state: 'THROTTLED',
  },
  ...[502, 503, 504].map(
    (status): Case => ({
      name: `${status} as HTML`,
      effect: { kind: 'gateway-error', status },
      calls: reads,
      state: 'UNREACHABLE',
    }),
  ),
  { name: '403 as HTML', effect: { kind: 'blocked' }, calls: reads, state: 'UNREACHABLE' },
  { name: 'an empty body', effect: { kind: 'empty' }, calls: reads, state: 'UNREACHABLE' },
  {
    name: 'an empty body to a login',
    effect: { kind: 'empty' },
    calls: logins,
    state: 'UNREACHABLE',
  },
  { name: 'a truncated body', effect: { kind: 'truncated' }, calls: reads, state: 'UNREACHABLE' },
  {
    name: 'a body that breaks off',
    effect: { kind: 'truncated', isCut: true },
    calls: reads,
    state: 'UNREACHABLE',
  },
  { name: 'a hung answer', effect: { kind: 'hang' }, calls: reads, state: 'UNREACHABLE' },
  { name: 'a hung login', effect: { kind: 'hang' }, calls: logins, state: 'UNREACHABLE' },
  {
    name: 'an answer that drips for too long',
    effect: { kind: 'slow', overMs: 30_000 },
    calls: reads,
    state: 'UNREACHABLE',
  },
  { name: 'a reset', effect: { kind: 'reset' }, calls: reads, state: 'UNREACHABLE' },
  {
    name: 'an unknown error',
    effect: { kind: 'error', code: 'SomethingNew' },
    calls: reads,
    state: 'UNREACHABLE',
  },
  {
    name: 'an unknown error under 200',
    effect: { kind: 'error', code: 'SomethingNew', status: 200 },
    calls: reads,
    state: 'UNREACHABLE',
  },
  {
    name: 'an argument called invalid',
    effect: { kind: 'error', code: 'InvalidArgument' },
    calls: reads,
    state: 'UNREACHABLE',
  },
  {
    name: 'a refused login',
    effect: { kind: 'refuse-credentials' },
    calls: logins,
    state: 'CREDENTIALS_REFUSED',
  },
  {
    name: 'the null UUID',
    effect: { kind: 'null-uuid' },
    calls: logins,
    state: 'CREDENTIALS_REFUSED',
  },
  {
    name: 'a sign-on service that is down',
    effect: { kind: 'sign-on-failure' },
    calls: logins,
    state: 'UNREACHABLE',
  },
  {
    name: 'a lockout',
    effect: { kind: 'error', code: 'SSO_AuthenticateMaxAttemptsExceeed' },
    calls: logins,
    state: 'LOCKED_OUT',
  },
];

async function setup(): Promise<LinkedRig> {
  const rig = await createLinkedRig({ dexcom: { requestTimeoutMs } });
  await rig.runFor(12 * minuteMs);
  expect(await rig.state()).toBe('FRESH');
  return rig;
}

/** Every reading that the cloud shows of the last hours is stored. */
async function missingCount({ simulator, account, clock, db }: LinkedRig): Promise<number> {
  const untilMs = clock.nowMs() - 6 * minuteMs;
  const truths = simulator.readingsOf(account, untilMs, untilMs - 4 * hourMs);
  const rows = await db.selectFrom('glucose_samples').select('taken_at').execute();
  const seconds = new Set(rows.map((row) => Math.floor(row.taken_at.getTime() / 1_000)));
  return truths.filter((truth) => !seconds.has(Math.floor(truth.wallMs / 1_000))).length;
}

describe('a fault at Dexcom has a name, a sentence and an end', () => {
  it.each(cases)('$name: $state', async ({ effect, calls, state }) => {
    const rig = await setup();
    if (calls === logins) rig.simulator.killSessions(rig.account);
    const fault = rig.simulator.addFault({ effect, calls: calls ?? [] });
    await rig.runFor(5.5 * minuteMs);
    expect(await rig.state()).toBe(state);
    expect(stateTexts[state].meaning).toMatch(/^[A-Z].+\.$/);
    expect(await rig.news()).toEqual(['created']);
    rig.simulator.removeFault(fault);
    await rig.runFor(25 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await missingCount(rig)).toBe(0);
    const { shortestReadSpacingMs } = rig.simulator.requestsOf(rig.account);
    expect(shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
  });

  it.each([
    { kind: 'slow', overMs: 4_000 },
    { kind: 'latency', delayMs: 4_000 },
  ] as const)('an answer within the deadline costs nothing but time ($kind)', async (effect) => {
    const rig = await setup();
    rig.simulator.addFault({ effect, calls: ['read'] });
    await rig.clock.advance(6 * minuteMs);
    let isOver = false;
    const polling = rig.poller.pollDue().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await rig.clock.advance(100);
    }
    expect(await polling).toMatchObject([{ outcome: { kind: 'read' } }]);
    expect(await rig.state()).toBe('FRESH');
  });

  it('a third of all requests failing at random loses nothing', async () => {
    const rig = await setup();
    const effects: Effect[] = [
      { kind: 'reset' },
      { kind: 'gateway-error', status: 502 },
      { kind: 'truncated' },
      { kind: 'error', code: 'SessionIdNotFound' },
    ];
    for (const [seed, effect] of effects.entries()) {
      rig.simulator.addFault({ effect, probability: 0.08, seed });
    }
    await rig.runFor(3 * hourMs);
    rig.simulator.clearFaults();
    await rig.runFor(30 * minuteMs);
    expect(await missingCount(rig)).toBe(0);
    const pace = rig.simulator.pace();
    expect(pace.mostLogins).toBeLessThanOrEqual(3);
    expect(pace.mostPasswordRequests).toBeLessThanOrEqual(6);
    expect(pace.shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
  });
});

describe("what Dexcom's answers look like", () => {
  const styles: readonly Partial<Style>[] = [
    { errors: 'xml' },
    { errors: 'json' },
    { errors: 'dotnet', dates: 'slashed', trends: 'int' },
    { refusal: 'sso-internal-error' },
  ];

  it.each(styles)('does not matter to a session that ends (%o)', async (style) => {
    const rig = await setup();
    rig.simulator.setStyle(style);
    rig.simulator.killSessions(rig.account);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    rig.simulator.changeAccount(rig.account, { password: 'another' });
    rig.simulator.killSessions(rig.account, 'expire');
    await rig.runFor(6 * minuteMs);
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
  });
});

describe('readings as they come', () => {
  it('twice, revised, special and extreme are stored once, with the right value', async () => {
    const rig = await createLinkedRig({
      account: {
        flaws: { twiceShare: 0.2, revisedShare: 0.2, specialCodeShare: 0.1, missingShare: 0.05 },
      },
    });
    await rig.runFor(3 * hourMs);
    const untilMs = rig.clock.nowMs() - 30 * minuteMs;
    const truths = rig.simulator.readingsOf(rig.account, untilMs, untilMs - 2 * hourMs);
    const rows = await rig.db.selectFrom('glucose_samples').selectAll().execute();
    const stored = new Map(rows.map((row) => [row.taken_at.getTime(), row]));
    for (const truth of truths) {
      const row = stored.get(Math.floor(truth.wallMs / 1_000) * 1_000);
      const last = truth.versions.findLast((version) => version.visibleAtMs <= untilMs);
      const isGlucose = last !== undefined && last.valueMgDl >= 39;
      expect(row?.value_mg_dl).toBe(isGlucose ? last.valueMgDl : undefined);
    }
    expect(truths.some((truth) => truth.isTwice)).toBe(true);
    expect(rows.some((row) => row.revision > 1)).toBe(true);
    const types = (await rig.eventsOf(rig.user)).map(({ type }) => type);
    expect(types).toContain('daily.data.glucose.updated');
  });

  it('LOW and HIGH are kept as 39 and 401', async () => {
    const rig = await setup();
    const atMs = rig.clock.nowMs();
    rig.simulator.addReading(rig.account, { atMs: atMs - 80_000, valueMgDl: 39 });
    rig.simulator.addReading(rig.account, { atMs: atMs - 40_000, valueMgDl: 401 });
    await rig.runFor(6 * minuteMs);
    const rows = await rig.db
      .selectFrom('glucose_samples')
      .select('value_mg_dl')
      .where('value_mg_dl', 'in', [39, 401])
      .execute();
    expect(rows).toHaveLength(2);
  });

  it('a reading that is revised later is told as updated', async () => {
    const rig = await setup();
    const [truth] = rig.simulator.readingsOf(
      rig.account,
      rig.clock.nowMs() - minuteMs,
      rig.clock.nowMs() - 7 * minuteMs,
    );
    if (!truth) throw new Error('no reading to revise');
    rig.simulator.reviseReading(rig.account, { atMs: truth.atMs, valueMgDl: 222 });
    await rig.runFor(6 * minuteMs);
    const events = await rig.eventsOf(rig.user);
    const updated = events.find(({ type }) => type === 'daily.data.glucose.updated');
    expect(JSON.stringify(updated)).toContain('"value_mg_dl":222');
    expect(JSON.stringify(updated)).toContain('"revision":2');
  });

  it('a new sensor: silence while it warms up, then a new phase', async () => {
    const rig = await setup();
    rig.simulator.startSensor(rig.account);
    await rig.runFor(25 * minuteMs);
    expect(await rig.state()).toBe('NO_RECENT_DATA');
    await rig.runFor(25 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await missingCount(rig)).toBe(0);
  });

  it('a phone whose clock is hours ahead: kept aside, counted, named, never served', async () => {
    const rig = await setup();
    const before = await rig.sampleCount();
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + hourMs;
    rig.simulator.addClockError(rig.account, { fromMs, toMs, errorMs: 3 * hourMs });
    await rig.runFor(50 * minuteMs);
    expect(await rig.state()).toBe('CLOCK_WRONG');
    await rig.runFor(20 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    const { asideCount } = await rig.connectionOf(rig.user);
    expect(asideCount).toBeGreaterThanOrEqual(11);
    expect(asideCount).toBeLessThanOrEqual(13);
    // When their time has come, Dexcom still gives them, and they are still not glucose.
    await rig.runFor(4 * hourMs);
    const truths = rig.simulator.readingsOf(rig.account, rig.clock.nowMs(), fromMs - minuteMs);
    const wrong = truths.filter((truth) => truth.wallMs - truth.atMs > hourMs);
    const rows = await rig.db.selectFrom('glucose_samples').select('taken_at').execute();
    const stored = new Set(rows.map((row) => row.taken_at.getTime()));
    expect(wrong.length).toBeGreaterThan(10);
    for (const { wallMs } of wrong)
      expect(stored.has(Math.floor(wallMs / 1_000) * 1_000)).toBe(false);
    expect(await rig.sampleCount()).toBeGreaterThan(before + 40);
    expect((await rig.connectionOf(rig.user)).asideCount).toBe(asideCount);
  });

  it('a phone whose clock is an hour behind is told as that, and no recovery', async () => {
    const rig = await createLinkedRig({ account: { phoneClockErrorMs: -hourMs } });
    await rig.runFor(3 * hourMs);
    expect(await rig.state()).toBe('CLOCK_WRONG');
    expect(await rig.sampleCount()).toBe(0);
    expect(await rig.news()).toEqual(['created']);
  });

  it('a sensor that becomes fast is read in full', async () => {
    const rig = await createLinkedRig({ account: { cadenceMs: 60_000 } });
    const linkedAtMs = rig.clock.nowMs();
    await rig.runFor(20 * minuteMs);
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + 90 * minuteMs;
    rig.simulator.addGap(rig.account, { fromMs, toMs, backfillAtMs: toMs });
    await rig.runFor(130 * minuteMs);
    expect(await missingCount(rig)).toBe(0);
    // Of the day before the link an answer holds 288 readings; from then on nothing is lost.
    const holes = await rig.db.selectFrom('sample_holes').selectAll().execute();
    expect(holes).toHaveLength(1);
    expect(holes[0]?.to_at.getTime()).toBeLessThan(linkedAtMs - 4 * hourMs);
  });

  it('nobody asked for two days: a hole is left, and what Dexcom kept is filled', async () => {
    const rig = await setup();
    const fromMs = rig.clock.nowMs();
    await rig.clock.advance(48 * hourMs);
    await rig.runFor(10 * minuteMs);
    const [hole, ...others] = await rig.db.selectFrom('sample_holes').selectAll().execute();
    expect(others).toEqual([]);
    expect(Math.abs((hole?.from_at.getTime() ?? 0) - fromMs)).toBeLessThan(10 * minuteMs);
    const toAgoMs = rig.clock.nowMs() - (hole?.to_at.getTime() ?? 0);
    expect(Math.abs(toAgoMs - 24 * hourMs)).toBeLessThan(30 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });
});
