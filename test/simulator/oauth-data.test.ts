import { describe, expect, it } from 'vitest';
import { anna, client, oauthRig, wire } from './oauth-rig.ts';
import { startMs } from './rig.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const last = (ms: number) => ({ startDate: wire(startMs - ms), endDate: wire(startMs) });

async function linked(options: Parameters<typeof oauthRig>[0] = {}, region: 'US' | 'OUS' = 'US') {
  const rig = await oauthRig(options);
  const account = rig.simulator.addAccount({ ...anna, region, visibilityDelayMs: 0 });
  const { access_token } = await rig.link();
  const read = (path: string, query: Readonly<Record<string, string>> = {}) =>
    rig.data(access_token, path, query);
  const records = async (path: string, query: Readonly<Record<string, string>> = {}) =>
    (await read(path, query)).json.records;
  return { ...rig, account, read, records };
}

describe('the glucose values of the OAuth API', () => {
  it('are those of Share, in whole seconds, an hour later', async () => {
    const { simulator, account, read } = await linked();
    const { status, json } = await read('egvs', last(3 * hourMs));
    expect(status).toBe(200);
    expect(json).toMatchObject({ recordType: 'egv', recordVersion: '3.0' });
    expect(json.userId).toMatch(/^[0-9a-f]{64}$/);
    const truths = simulator
      .readingsOf(account, startMs - hourMs, startMs - 3 * hourMs)
      .toReversed();
    expect(json.records.map(({ systemTime, value }) => [systemTime, value])).toEqual(
      truths.map(({ atMs, versions }) => [`${wire(atMs)}Z`, versions[0]?.valueMgDl]),
    );
    expect(json.records[0]).toMatchObject({
      displayTime: expect.stringMatching(/\+00:00$/),
      unit: 'mg/dL',
      rateUnit: 'mg/dL/min',
      displayDevice: 'iOS',
      displayApp: 'G7',
      transmitterGeneration: 'g7',
    });
  });

  it('keep their ids, which are others for another client', async () => {
    const { simulator, link, data, records } = await linked();
    const ids = (await records('egvs', last(2 * hourMs))).map(({ recordId }) => recordId);
    expect(new Set(ids).size).toBe(12);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const again = await data((await link()).access_token, 'egvs', last(2 * hourMs));
    expect(again.json.records.map(({ recordId }) => recordId)).toEqual(ids);
    simulator.setOAuthStyle({ recordIds: 'per-grant' });
    const changed = await records('egvs', last(2 * hourMs));
    expect(changed.map(({ recordId }) => recordId)).not.toEqual(ids);
  });

  it.each([
    ['no dates', {}],
    ['a zone', { startDate: `${wire(startMs)}Z`, endDate: `${wire(startMs)}Z` }],
    ['a fraction', { startDate: `${wire(startMs)}.000`, endDate: wire(startMs) }],
    ['reversed dates', { startDate: wire(startMs), endDate: wire(startMs - 1000) }],
    ['more than 30 days', last(30 * dayMs + 1000)],
  ])('are refused for %s', async (_, query) => {
    const { read } = await linked();
    expect((await read('egvs', query)).status).toBe(400);
  });

  it('come all at once, 30 days of them', async () => {
    const { records } = await linked();
    const found = await records('egvs', last(30 * dayMs));
    expect(found.length).toBeGreaterThan(8600);
  });

  it('come in lumps when a receiver is uploaded, by its own clock and without a zone', async () => {
    const { simulator, account, clock, records } = await linked({
      oauthStyle: { accessLifeMs: dayMs },
    });
    const receiver = { uploadEveryMs: 6 * hourMs, driftMs: 40_000, isAlone: true };
    simulator.changeWearer(account, { receiver });
    await clock.setTo(startMs + 5 * hourMs);
    const window = { startDate: wire(startMs), endDate: wire(startMs + 12 * hourMs) };
    expect(await records('egvs', window)).toEqual([]);
    await clock.setTo(startMs + 6 * hourMs);
    const found = await records('egvs', window);
    expect(found.length).toBeGreaterThan(55);
    const [truth] = simulator.readingsOf(account, startMs + 5 * hourMs, startMs + 4.9 * hourMs);
    const drifted = wire((truth?.atMs ?? 0) + 40_000);
    expect(found.map(({ systemTime }) => systemTime)).toContain(drifted);
    expect(found[0]).toMatchObject({ displayDevice: 'receiver', displayApp: 'receiver' });
  });

  it('are told by phone and watch, each with an id of its own', async () => {
    const { simulator, account, records } = await linked();
    simulator.changeAccount(account, { secondDevice: {} });
    const found = await records('egvs', last(2 * hourMs));
    expect(found).toHaveLength(24);
    expect(new Set(found.map(({ recordId }) => recordId)).size).toBe(24);
    expect(found.filter(({ displayApp }) => displayApp === 'Watch')).toHaveLength(12);
  });

  it('are revised and deleted for this API alone', async () => {
    const { simulator, account, records, clock } = await linked();
    const [first, second] = simulator.readingsOf(account, startMs - hourMs, startMs - 2 * hourMs);
    simulator.changeEgv(account, { atMs: first?.atMs ?? 0, valueMgDl: 222, fromMs: startMs + 1 });
    simulator.changeEgv(account, { atMs: second?.atMs ?? 0, isDeleted: true, fromMs: startMs + 1 });
    const before = await records('egvs', last(2 * hourMs));
    await clock.advance(1);
    const after = await records('egvs', last(2 * hourMs));
    expect(after).toHaveLength(before.length - 1);
    expect(after.at(-1)).toEqual({ ...before.at(-1), value: 222, trendRate: expect.anything() });
  });

  it.each([
    ['fractions', /T\d\d:\d\d:\d\d\.0000000Z$/, /\.0000000-05:00$/],
    ['no-seconds', /T\d\d:\d\dZ$/, /T\d\d:\d\d-05:00$/],
    ['one-digit', /^2026-1-15T/, /^2026-1-15T/],
    ['spaced', /^2026-01-15 \d\d:\d\d:\d\dZ$/, /^2026-01-15 /],
    ['offset-seconds', /Z$/, /-04:59:58$/],
    ['no-zone', /T\d\d:\d\d:\d\d$/, /T\d\d:\d\d:\d\d$/],
  ] as const)('write times in the form %s', async (times, system, display) => {
    const { simulator, account, records } = await linked();
    simulator.changeWearer(account, { times });
    simulator.setUtcOffset(account, -300, 0);
    const [record] = await records('egvs', last(2 * hourMs));
    expect(record?.systemTime).toMatch(system);
    expect(record?.displayTime).toMatch(display);
  });

  it('stand in the order, and within the bounds, that a switch says', async () => {
    const { simulator, account, records } = await linked();
    const times = async () => (await records('egvs', window)).map(({ systemTime }) => systemTime);
    const truths = simulator.readingsOf(account, startMs - hourMs, startMs - 2 * hourMs);
    const [from, to] = [truths.at(0)?.atMs ?? 0, truths.at(-1)?.atMs ?? 0];
    const window = { startDate: wire(from), endDate: wire(to) };
    const usual = await times();
    expect(usual).toHaveLength(truths.length - 1);
    simulator.setOAuthStyle({ order: 'oldest-first', bounds: 'both-inclusive' });
    expect(await times()).toEqual([`${wire(to)}Z`, ...usual].toReversed());
    simulator.setOAuthStyle({ order: 'shuffled', bounds: 'extras' });
    const shuffled = await times();
    expect(shuffled.length).toBeGreaterThan(truths.length);
    expect(shuffled).not.toEqual(shuffled.toSorted());
  });
});

describe('what wearers enter', () => {
  it('is created, edited and deleted, and says so', async () => {
    const { simulator, account, records, clock } = await linked();
    simulator.changeWearer(account, { hasDiary: false });
    const atMs = startMs - hourMs;
    const carbs = simulator.addEntry(account, { type: 'carbs', value: '45', atMs });
    const dose = { type: 'insulin', subType: 'fastActing', value: '4.5', atMs } as const;
    const insulin = simulator.addEntry(account, dose);
    const made = await records('events', last(dayMs));
    expect(made.map((one) => [one.eventType, one.eventStatus, one.value, one.unit])).toEqual([
      ['carbs', 'created', '45', 'grams'],
      ['insulin', 'created', '4.5', 'units'],
    ]);
    simulator.changeEntry(account, { key: carbs, value: '50' });
    simulator.changeEntry(account, { key: insulin, isDeleted: true });
    await clock.advance(1);
    const changed = await records('events', last(dayMs));
    expect(changed.map((one) => [one.recordId, one.eventStatus, one.value])).toEqual([
      [made[0]?.recordId, 'updated', '50'],
      [made[1]?.recordId, 'deleted', '4.5'],
    ]);
    simulator.setOAuthStyle({ deletions: 'absent', edits: 'new-id' });
    const [only, ...others] = await records('events', last(dayMs));
    expect(others).toEqual([]);
    expect(only?.recordId).not.toBe(made[0]?.recordId);
  });

  it('follows what the person eats; calibrations stand apart; Dexcom ONE has none', async () => {
    const { simulator, account, records } = await linked();
    const types = (await records('events', last(20 * dayMs))).map(({ eventType }) => eventType);
    expect(new Set(types)).toEqual(new Set(['carbs', 'insulin', 'exercise', 'notes']));
    expect(types.length).toBeGreaterThan(100);
    const [calibration] = await records('calibrations', last(20 * dayMs));
    expect(calibration).toMatchObject({ unit: 'mg/dL', value: expect.any(Number) });
    simulator.changeWearer(account, { product: 'one' });
    expect(await records('events', last(20 * dayMs))).toEqual([]);
  });
});

describe('the range of data', () => {
  it('is what is shown, and with lastSyncTime what came since, however old', async () => {
    const { simulator, account, read, clock } = await linked();
    simulator.changeWearer(account, { dataSinceMs: startMs - 10 * dayMs, hasDiary: false });
    const truths = simulator.readingsOf(account, startMs, startMs - 10 * dayMs);
    const shown = truths.filter(({ atMs }) => atMs <= startMs - hourMs);
    const whole = (await read('dataRange')).json as unknown as Ranges;
    expect(whole.events).toBeNull();
    expect(whole.egvs?.start.systemTime).toBe(wire(shown[0]?.atMs ?? 0));
    expect(whole.egvs?.end.systemTime).toBe(wire(shown.at(-1)?.atMs ?? 0));
    const since = { lastSyncTime: `${wire(startMs)}Z` };
    expect(((await read('dataRange', since)).json as unknown as Ranges).egvs).toBeNull();
    const atMs = startMs - 5 * dayMs;
    simulator.addReading(account, { atMs, valueMgDl: 99, visibleAtMs: startMs + 1000 });
    await clock.advance(10 * minuteMs);
    const later = (await read('dataRange', since)).json as unknown as Ranges;
    expect(later.egvs?.start.systemTime).toBe(wire(atMs));
  });
});

interface Ranges {
  readonly egvs: Range | null;
  readonly events: Range | null;
}

interface Range {
  readonly start: { readonly systemTime: string };
  readonly end: { readonly systemTime: string };
}

describe('a client of the OAuth API', () => {
  it('may call 60,000 times an hour, or as often as is said', async () => {
    const { simulator, read, clock } = await linked({
      oauthStyle: { callsPerHourMax: 2, retryAfterSeconds: 600 },
    });
    for (const expected of [200, 200, 429]) expect((await read('devices')).status).toBe(expected);
    expect((await read('devices')).headers.get('retry-after')).toBe('600');
    await clock.advance(hourMs);
    expect((await read('devices')).status).toBe(200);
    expect(simulator.oauthTotals().callsOfHourMax).toBe(4);
  });

  it('is recorded: what it asked for, of whom, and how much at once', async () => {
    const { simulator, read } = await linked();
    simulator.clearOAuthCalls();
    await Promise.all([read('egvs', last(hourMs)), read('events', last(hourMs)), read('devices')]);
    const totals = simulator.oauthTotals();
    expect(totals.byKind).toMatchObject({ egvs: 1, events: 1, devices: 1, token: 0 });
    const [call] = simulator.oauthCalls();
    expect(call).toMatchObject({ realm: 'us', clientId: client.clientId, username: 'anna' });
  });

  it('meets HTML, cut answers, malformed records and silence', async () => {
    const { simulator, read, records } = await linked();
    const once = { calls: ['data'], count: 1 } as const;
    simulator.addOAuthFault({ effect: { kind: 'gateway-error', status: 502 }, ...once });
    await expect(read('devices')).rejects.toThrow(SyntaxError);
    simulator.addOAuthFault({ effect: { kind: 'truncated' }, ...once });
    await expect(read('devices')).rejects.toThrow(SyntaxError);
    simulator.addOAuthFault({ effect: { kind: 'malformed-records' }, ...once });
    expect(await records('egvs', last(2 * hourMs))).toHaveLength(12 + 8);
    simulator.addOAuthFault({ effect: { kind: 'reset' }, ...once });
    await expect(read('devices')).rejects.toThrow();
  });
});
