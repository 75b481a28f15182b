import { describe, expect, it } from 'vitest';
import { busiestWindow } from '#src/simulator/people/ledger.ts';
import { eventually } from '#test/eventually';
import { applicationId, readPath, setup, startMs } from './rig.ts';

const anna = { username: 'anna', password: 'secret' };

describe('what was asked of an account', () => {
  it('is told with times, kinds and outcomes', async () => {
    const { simulator, post, logIn, clock } = await setup();
    const account = simulator.addAccount({ ...anna, followers: 0 });
    const wrong = { accountName: 'anna', password: 'wrong', applicationId };
    await post('General/AuthenticatePublisherAccount', wrong);
    await clock.advance(1000);
    const session = await logIn(account);
    await clock.advance(1000);
    await post(readPath(session, 10, 1), {});
    await clock.advance(30_000);
    await post(readPath(session, 10, 1), {});
    await post(`Publisher/IsRemoteMonitoringSessionActive?sessionId=${session}`);
    const told = simulator.requestsOf(account);
    expect(told.requests).toEqual([
      { atMs: startMs, kind: 'authenticate', outcome: 'refused' },
      { atMs: startMs + 1000, kind: 'authenticate', outcome: 'ok' },
      { atMs: startMs + 1000, kind: 'login-by-id', outcome: 'ok' },
      { atMs: startMs + 2000, kind: 'read', outcome: 'no-readings' },
      { atMs: startMs + 32_000, kind: 'read', outcome: 'no-readings' },
      { atMs: startMs + 32_000, kind: 'sharing', outcome: 'ok' },
    ]);
    expect(told).toMatchObject({
      total: 6,
      reads: 2,
      logins: 1,
      passwordRequests: 3,
      loginAtMs: [startMs + 1000],
      passwordRequestAtMs: [startMs, startMs + 1000, startMs + 1000],
      shortestReadSpacingMs: 30_000,
    });
  });

  it('counts requests with a dead session for nobody', async () => {
    const { simulator, post } = await setup();
    const account = simulator.addAccount(anna);
    await post(readPath('33333333-3333-3333-3333-333333333333', 10, 1), {});
    expect(simulator.requestsOf(account).total).toBe(0);
    expect(simulator.totals()).toMatchObject({ requests: 1, strangers: 1 });
  });

  it('counts a read with a session that is no more, but not as one that was served', async () => {
    const { simulator, post, logIn, read, clock } = await setup();
    const account = simulator.addAccount(anna);
    for (const how of ['vanish', 'expire'] as const) {
      const session = await logIn(account);
      await read(session);
      simulator.killSessions(account, how);
      await clock.advance(1000);
      await post(readPath(session, 10, 1), {});
      await clock.advance(29_000);
    }
    expect(simulator.requestsOf(account)).toMatchObject({
      reads: 4,
      shortestReadSpacingMs: 1000,
      shortestServedReadSpacingMs: 30_000,
    });
  });

  it('keeps its totals when the list has forgotten the oldest', async () => {
    const { simulator, logIn, read } = await setup({ requestsKeptMax: 4 });
    const account = simulator.addAccount(anna);
    const session = await logIn(account);
    for (let count = 0; count < 20; count++) await read(session, { maxCount: 1 });
    const told = simulator.requestsOf(account);
    expect(told.reads).toBe(20);
    expect(told.requests.length).toBeLessThan(8);
  });

  it('counts a client that leaves without waiting', async () => {
    const { simulator, logIn, post } = await setup();
    const account = simulator.addAccount(anna);
    const session = await logIn(account);
    const effect = { kind: 'latency', delayMs: 10_000 } as const;
    simulator.addFault({ effect, calls: ['read'] });
    const leaving = new AbortController();
    const asked = post(readPath(session, 10, 1), {}, { signal: leaving.signal });
    await eventually(() => expect(simulator.requestsOf(account).reads).toBe(1));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() =>
      expect(simulator.requestsOf(account).requests.at(-1)?.outcome).toBe('gone'),
    );
  });
});

describe('the pace', () => {
  it('is the worst of any account', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const [calm, hasty] = [
      simulator.addAccount(anna),
      simulator.addAccount({ username: 'ben', password: 'x' }),
    ];
    await read(await logIn(calm));
    for (let count = 0; count < 4; count++) {
      await read(await logIn(hasty));
      await clock.advance(200_000);
    }
    expect(simulator.pace()).toEqual({
      mostLogins: 3,
      mostPasswordRequests: 6,
      shortestReadSpacingMs: 200_000,
      shortestServedReadSpacingMs: 200_000,
    });
    expect(simulator.pace(200_000).mostLogins).toBe(1);
  });

  it('counts the most instants of any window', () => {
    expect(busiestWindow([], 10)).toBe(0);
    expect(busiestWindow([0, 10], 10)).toBe(1);
    expect(busiestWindow([25, 0, 5, 9, 20], 10)).toBe(3);
  });
});

describe('the totals', () => {
  it('count requests by kind, region and outcome, and connections', async () => {
    const { simulator, logIn, post } = await setup();
    await logIn(simulator.addAccount({ ...anna, region: 'OUS' }));
    await post('General/SystemUtcTime', undefined, { method: 'GET' });
    const totals = simulator.totals();
    expect(totals).toMatchObject({
      accounts: 1,
      requests: 3,
      byKind: { authenticate: 1, 'login-by-id': 1, time: 1 },
      byRegion: { US: 1, OUS: 2, APAC: 0 },
      byOutcome: { ok: 3 },
      strangers: 1,
    });
    expect(totals.connections).toBeGreaterThan(0);
  });
});

describe('the wire log', () => {
  it('keeps what went over the wire, for those who asked for it', async () => {
    const { simulator, logIn } = await setup();
    await logIn(simulator.addAccount(anna));
    const [first] = simulator.wireLog();
    expect(first).toMatchObject({
      atMs: startMs,
      method: 'POST',
      url: '/us/ShareWebServices/Services/General/AuthenticatePublisherAccount',
      status: 200,
      outcome: 'ok',
    });
    expect(JSON.parse(first?.requestBody ?? '')).toMatchObject({ accountName: 'anna' });
    simulator.clearWireLog();
    expect(simulator.wireLog()).toEqual([]);
    const quiet = await setup({ wireLogMax: 0 });
    await quiet.logIn(quiet.simulator.addAccount(anna));
    expect(quiet.simulator.wireLog()).toEqual([]);
  });
});
