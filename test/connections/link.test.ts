import { describe, expect, it, onTestFinished } from 'vitest';
import { disconnectConnections, type LinkOutcome, linkAccount } from '#connections';
import { forgetExpiredPermits } from '#permits';
import { passwordProvider } from '#providers';
import { eventually } from '#test/eventually';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';
import { createRig, type Rig, type RigAccount } from '#test/rig';
import { createVirtualClock } from '#test/virtual-clock';

async function setup(options: Parameters<typeof createRig>[0] = {}) {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  const account = rig.simulator.addAccount({ username: 'wearer', password: 'right' });
  const user = await rig.addUser();
  return { ...rig, account, user };
}

const kinds = (outcomes: readonly LinkOutcome[]) => outcomes.map(({ kind }) => kind).toSorted();
const logins = (rig: Rig, account: RigAccount) => rig.simulator.requestsOf(account);

describe('linking', () => {
  it('connects with right credentials, uses the token up, and tells it without a name', async () => {
    const rig = await setup();
    const outcome = await rig.link(rig.user, rig.account);
    expect(outcome).toMatchObject({ kind: 'connected', isNew: true });
    expect(await rig.link(rig.user, rig.account)).toEqual({ kind: 'token-used' });
    const [created, ...others] = await rig.eventsOf(rig.user);
    expect(others).toEqual([]);
    expect(created).toMatchObject({
      type: 'provider.connection.created',
      data: { external_user_id: null, provider: { slug: 'dexcom' } },
    });
    expect(JSON.stringify(created)).not.toContain('wearer');
  });

  it('names both regions that refused, one login each', async () => {
    const rig = await setup();
    const ous = rig.simulator.addAccount({ region: 'OUS', username: 'wearer', password: 'x' });
    const outcome = await rig.link(rig.user, rig.account, { password: 'wrong', region: null });
    expect(outcome).toMatchObject({ kind: 'refused', regions: ['US', 'OUS'] });
    expect(logins(rig, rig.account).passwordRequests).toBe(1);
    expect(logins(rig, ous).passwordRequests).toBe(1);
  });

  it.each([
    ['is down', { kind: 'reset' }],
    ['has only errors', { kind: 'gateway-error', status: 503 }],
    ['answers 429', { kind: 'throttle' }],
  ] as const)(
    'asks outside the US where the US %s, and says who was not asked',
    async (_, effect) => {
      const rig = await setup();
      const account = rig.simulator.addAccount({ region: 'OUS', username: 'eva', password: 'pw' });
      rig.simulator.addFault({ effect, region: 'US' });
      const wrong = await rig.link(rig.user, account, { password: 'wrong', region: null });
      expect(wrong).toMatchObject({ kind: 'refused', regions: ['OUS'], unasked: ['US'] });
      await rig.clock.advance(2 * minuteMs);
      const right = await rig.link(rig.user, account, { region: null });
      expect(right).toMatchObject({ kind: 'connected' });
    },
  );

  it('waits five seconds for a US that hangs, and asks outside the US then', async () => {
    const rig = await setup();
    const { username, password } = { username: 'eva', password: 'pw' };
    rig.simulator.addAccount({ region: 'OUS', username, password });
    rig.simulator.addFault({ effect: { kind: 'hang' }, region: 'US' });
    const systemClock = createVirtualClock();
    const typed = { token: rig.user.token, accountName: username, password, region: null };
    const linking = linkAccount(
      { ...rig.deps, systemClock },
      { ...typed, address: '192.0.2.1', mode: 'link', signal: undefined },
    );
    await eventually(() => systemClock.nextWakeMs() !== null);
    expect(systemClock.nextWakeMs()).toBe(5_000);
    await systemClock.advance(5_000);
    expect(await linking).toMatchObject({ kind: 'connected' });
  });

  it('is unreachable where neither region can be asked', async () => {
    const rig = await setup();
    rig.simulator.addFault({ effect: { kind: 'reset' } });
    const outcome = await rig.link(rig.user, rig.account, { region: null });
    expect(outcome).toEqual({ kind: 'unavailable' });
  });

  it('finds an account outside the US when no region is given', async () => {
    const rig = await setup();
    const account = rig.simulator.addAccount({ region: 'OUS', username: 'eva', password: 'pw' });
    expect(await rig.link(rig.user, account, { region: null })).toMatchObject({
      kind: 'connected',
    });
    expect(await rig.connectionOf(rig.user)).toMatchObject({ region: 'OUS' });
  });

  it('links an account of Japan and Asia-Pacific only where that region is named', async () => {
    const rig = await setup();
    const account = rig.simulator.addAccount({ region: 'APAC', username: 'emi', password: 'pw' });
    expect(await rig.link(rig.user, account)).toMatchObject({ kind: 'connected' });
  });

  it('tries no other region after a lockout', async () => {
    const rig = await setup();
    const ous = rig.simulator.addAccount({ region: 'OUS', username: 'wearer', password: 'right' });
    rig.simulator.lockOut(rig.account);
    const outcome = await rig.link(rig.user, rig.account, { region: null });
    expect(outcome).toEqual({
      kind: 'locked-out',
      until: new Date(rig.clock.nowMs() + 10 * minuteMs),
    });
    expect(logins(rig, ous).total).toBe(0);
  });

  it('makes no attempt while the account is known to be locked', async () => {
    const rig = await setup();
    rig.simulator.lockOut(rig.account);
    await rig.link(rig.user, rig.account);
    await rig.clock.advance(9 * minuteMs);
    expect(await rig.link(rig.user, rig.account)).toMatchObject({ kind: 'locked-out' });
    expect(logins(rig, rig.account).passwordRequests).toBe(1);
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(rig.user, rig.account)).toMatchObject({ kind: 'connected' });
  });

  it('says that Dexcom cannot be reached, and leaves the token good', async () => {
    const rig = await setup();
    const fault = rig.simulator.addFault({ effect: { kind: 'gateway-error', status: 503 } });
    expect(await rig.link(rig.user, rig.account)).toEqual({ kind: 'unavailable' });
    rig.simulator.removeFault(fault);
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(rig.user, rig.account)).toMatchObject({ kind: 'connected' });
  });

  it('gives up when nobody waits any more', async () => {
    const rig = await setup();
    rig.simulator.addFault({ effect: { kind: 'hang' } });
    const leaving = new AbortController();
    const outcome = rig.link(rig.user, rig.account, { signal: leaving.signal });
    while (logins(rig, rig.account).total === 0) await new Promise(setImmediate);
    leaving.abort();
    expect(await outcome).toEqual({ kind: 'unavailable' });
  });

  it('waits as long as Dexcom asks, and 300 s at the least', async () => {
    const rig = await setup();
    const throttle = { kind: 'throttle', retryAfterSeconds: 900 } as const;
    rig.simulator.addFault({ effect: throttle, calls: ['login'], count: 1 });
    const outcome = await rig.link(rig.user, rig.account);
    const until = new Date(rig.clock.nowMs() + 15 * minuteMs);
    expect(outcome).toEqual({ kind: 'throttled', until, by: 'provider' });
    await rig.clock.advance(14 * minuteMs);
    expect(await rig.link(rig.user, rig.account)).toEqual(outcome);
    expect(logins(rig, rig.account).total).toBe(1);
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(rig.user, rig.account)).toMatchObject({ kind: 'connected' });
  });

  it('knows no token that was never given, and none of a deleted user', async () => {
    const rig = await setup();
    const stranger = { ...rig.user, token: 'lt_no-such-token' };
    expect(await rig.link(stranger, rig.account)).toEqual({ kind: 'token-invalid' });
    const now = new Date(rig.clock.nowMs());
    await rig.db
      .updateTable('users')
      .set({ deleted_at: now, erase_at: now })
      .where('id', '=', rig.user.userId)
      .execute();
    expect(await rig.link(rig.user, rig.account)).toEqual({ kind: 'token-invalid' });
    expect(logins(rig, rig.account).total).toBe(0);
  });

  it('takes a token for an hour', async () => {
    const rig = await setup();
    await rig.clock.advance(hourMs);
    expect(await rig.link(rig.user, rig.account)).toEqual({ kind: 'token-expired' });
    expect(logins(rig, rig.account).total).toBe(0);
  });

  it('refuses an account of another user where the team does not share accounts', async () => {
    const rig = await setup();
    const teamId = await rig.addTeam({ refusesSharedAccounts: true });
    const [one, other] = [await rig.addUser({ teamId }), await rig.addUser({ teamId })];
    expect(await rig.link(one, rig.account)).toMatchObject({ kind: 'connected' });
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(other, rig.account)).toEqual({ kind: 'account-taken' });
    const ofThisTeam = await rig.addUser();
    await rig.clock.advance(11 * minuteMs);
    expect(await rig.link(ofThisTeam, rig.account)).toMatchObject({ kind: 'connected' });
  });

  it('lets a team share an account among users unless it says otherwise', async () => {
    const rig = await setup();
    await rig.link(rig.user, rig.account);
    await rig.clock.advance(2 * minuteMs);
    const other = await rig.addUser();
    expect(await rig.link(other, rig.account)).toMatchObject({ kind: 'connected' });
  });
});

describe('linking again', () => {
  it('renews the connection of the same account', async () => {
    const rig = await setup();
    const first = await rig.link(rig.user, rig.account);
    await rig.clock.advance(2 * minuteMs);
    const again = await rig.link(await rig.newToken(rig.user), rig.account);
    expect(again).toMatchObject({ kind: 'connected', isNew: false });
    expect('connectionId' in again && again.connectionId).toBe(
      'connectionId' in first && first.connectionId,
    );
    expect(await rig.eventsOf(rig.user)).toHaveLength(1);
  });

  it('is a typed error for another account, until the first is disconnected', async () => {
    const rig = await setup();
    const other = rig.simulator.addAccount({ username: 'other', password: 'pw' });
    await rig.link(rig.user, rig.account);
    await rig.clock.advance(2 * minuteMs);
    const user = await rig.newToken(rig.user);
    expect(await rig.link(user, other)).toEqual({ kind: 'other-account' });
    await disconnectConnections(rig.db, rig.clock, { userId: user.userId });
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(user, other)).toMatchObject({ kind: 'connected', isNew: true });
  });

  it('outruns the poll that is under way (P1)', async () => {
    const rig = await createLinkedRig();
    await rig.clock.advance(2 * minuteMs);
    const latency = { kind: 'latency', delayMs: 300 } as const;
    rig.simulator.addFault({ effect: latency, calls: ['read'], count: 1 });
    const polling = rig.poller.pollDue();
    while (rig.simulator.requestsOf(rig.account).reads === 0) await new Promise(setImmediate);
    await rig.link(await rig.newToken(rig.user), rig.account);
    await rig.clock.advance(1_000);
    expect(await polling).toMatchObject([{ settled: { isOutrun: true } }]);
    expect(await rig.outcomesFor(minuteMs)).toContain('read');
  });
});

describe('reconnecting', () => {
  it('asks nothing of Dexcom where there is nothing to reconnect', async () => {
    const rig = await setup();
    const outcome = await rig.link(rig.user, rig.account, { mode: 'reconnect' });
    expect(outcome).toEqual({ kind: 'not-connected' });
    expect(logins(rig, rig.account).total).toBe(0);
  });

  it('logs in to the region of the connection when none is given', async () => {
    const rig = await setup();
    const account = rig.simulator.addAccount({ region: 'APAC', username: 'emi', password: 'pw' });
    await rig.link(rig.user, account);
    await rig.clock.advance(2 * minuteMs);
    const user = await rig.newToken(rig.user);
    const outcome = await rig.link(user, account, { region: null, mode: 'reconnect' });
    expect(outcome).toMatchObject({ kind: 'connected', isNew: false });
  });

  it('does not take another account', async () => {
    const rig = await setup();
    const other = rig.simulator.addAccount({ username: 'other', password: 'pw' });
    await rig.link(rig.user, rig.account);
    await rig.clock.advance(2 * minuteMs);
    const user = await rig.newToken(rig.user);
    expect(await rig.link(user, other, { mode: 'reconnect' })).toEqual({ kind: 'other-account' });
  });

  it('makes no connection when it was disconnected while logging in', async () => {
    const rig = await setup();
    await rig.link(rig.user, rig.account);
    await rig.clock.advance(2 * minuteMs);
    const user = await rig.newToken(rig.user);
    rig.simulator.addFault({ effect: { kind: 'latency', delayMs: 200 }, calls: ['login'] });
    const before = logins(rig, rig.account).total;
    const outcome = rig.link(user, rig.account, { mode: 'reconnect' });
    while (logins(rig, rig.account).total === before) await new Promise(setImmediate);
    await disconnectConnections(rig.db, rig.clock, { userId: user.userId });
    await rig.clock.advance(200);
    while (logins(rig, rig.account).total === before + 1) await new Promise(setImmediate);
    await rig.clock.advance(200);
    expect(await outcome).toEqual({ kind: 'not-connected' });
    expect((await rig.connectionOf(user)).state).toBe('DISCONNECTED');
  });
});

describe('guessing is guarded', () => {
  it('by name: two logins in ten minutes, a minute apart, until it has led somewhere', async () => {
    const rig = await setup({ simulator: { failedLoginsMax: 100 } });
    const attempt = async (address: string) =>
      rig.link(await rig.addUser(), rig.account, { password: 'wrong', address });
    const outcomes: LinkOutcome[] = [];
    for (let at = 0; at < 20; at++) {
      outcomes.push(await attempt(`192.0.2.${at}`));
      await rig.clock.advance(30_000);
    }
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(2);
    const [, second] = outcomes;
    expect(second).toMatchObject({ kind: 'throttled', by: 'gateway' });
    expect(logins(rig, rig.account).passwordRequests).toBe(2);
  });

  it('by all names of an account: six requests in ten minutes, before it is known', async () => {
    const rig = await setup({ simulator: { failedLoginsMax: 100 } });
    const named = { username: 'third', email: 'third@example.com', phone: '+15550009999' };
    const account = rig.simulator.addAccount({ ...named, password: 'right' });
    for (let round = 0; round < 8; round++) {
      for (const username of Object.values(named)) {
        await rig.link(await rig.addUser(), account, { username, password: 'wrong' });
      }
      await rig.clock.advance(75_000);
    }
    expect(logins(rig, account).passwordRequests).toBe(6);
  });

  it('by user: three attempts in ten minutes, whatever tokens and names are used', async () => {
    const rig = await setup();
    const outcomes: LinkOutcome[] = [];
    for (const username of ['a', 'b', 'c', 'd', 'e']) {
      const user = await rig.newToken(rig.user);
      outcomes.push(await rig.link(user, rig.account, { username }));
    }
    expect(kinds(outcomes)).toEqual(['refused', 'refused', 'refused', 'throttled', 'throttled']);
  });

  it('by user: told of a lockout, other names are not tried before it ends', async () => {
    const rig = await setup();
    const named = { username: 'third', email: 'third@example.com' };
    const account = rig.simulator.addAccount({ ...named, password: 'right' });
    rig.simulator.lockOut(account);
    expect(await rig.link(rig.user, account)).toMatchObject({ kind: 'locked-out' });
    const again = await rig.link(rig.user, account, { username: named.email });
    expect(again).toMatchObject({ kind: 'locked-out' });
    expect(logins(rig, account).passwordRequests).toBe(1);
  });

  it('by token: three attempts in ten minutes, whatever names are tried', async () => {
    const rig = await setup();
    const outcomes: LinkOutcome[] = [];
    for (const username of ['a', 'b', 'c', 'd', 'e']) {
      outcomes.push(await rig.link(rig.user, rig.account, { username }));
    }
    expect(kinds(outcomes)).toEqual(['refused', 'refused', 'refused', 'throttled', 'throttled']);
    expect(outcomes[3]).toMatchObject({ until: new Date(rig.clock.nowMs() + 10 * minuteMs) });
  });

  it('by user: a try that our own spacing refuses costs none, and an hour has sixty', async () => {
    const rig = await setup();
    const tryWrong = () => rig.link(rig.user, rig.account, { password: 'wrong' });
    const outcomes = [await tryWrong()];
    for (let at = 0; at < 4; at++) outcomes.push(await tryWrong());
    expect(outcomes.slice(1).every((each) => each.kind === 'throttled')).toBe(true);
    await rig.clock.advance(75_000);
    outcomes.push(await tryWrong());
    expect(outcomes.at(-1)).toMatchObject({ kind: 'refused' });
    for (let at = 0; at < 60; at++) outcomes.push(await tryWrong());
    const last = outcomes.at(-1);
    if (last?.kind !== 'throttled') throw new Error('the hour is full');
    expect(last.until.getTime() - rig.clock.nowMs()).toBeGreaterThan(50 * minuteMs);
  });

  it('by token: ten attempts in its life', async () => {
    const rig = await setup();
    const outcomes: LinkOutcome[] = [];
    for (let at = 0; at < 15; at++) {
      outcomes.push(await rig.link(rig.user, rig.account, { username: `name-${at}` }));
      await rig.clock.advance(3.5 * minuteMs);
    }
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(10);
  });

  it('by address: sixty attempts in an hour', async () => {
    const rig = await setup();
    let refused = 0;
    for (let at = 0; at < 22; at++) {
      const user = await rig.addUser();
      for (const name of ['x', 'y', 'z']) {
        const outcome = await rig.link(user, rig.account, { username: `${name}-${at}` });
        if (outcome.kind === 'refused') refused += 1;
        else expect(outcome).toMatchObject({ kind: 'throttled', by: 'gateway' });
      }
    }
    expect(refused).toBe(60);
    const elsewhere = await rig.link(await rig.addUser(), rig.account, { address: '2001:db8::1' });
    expect(elsewhere).toMatchObject({ kind: 'connected' });
  });
});

describe('guessing from many addresses of one network', () => {
  it('is guarded as from one', async () => {
    const rig = await setup();
    let refused = 0;
    for (let at = 0; at < 25; at++) {
      const user = await rig.addUser();
      for (const name of ['x', 'y', 'z']) {
        const address = `2001:db8:1:2::${at}:${name.charCodeAt(0)}`;
        const outcome = await rig.link(user, rig.account, { username: `${name}-${at}`, address });
        if (outcome.kind === 'refused') refused += 1;
      }
    }
    expect(refused).toBe(60);
    const neighbour = { address: '2001:db8:1:3::1' };
    expect(await rig.link(await rig.addUser(), rig.account, neighbour)).toMatchObject({
      kind: 'connected',
    });
  });
});

describe('one token used at once', () => {
  it('connects once', async () => {
    const rig = await setup();
    const outcomes = await Promise.all([1, 2, 3].map(() => rig.link(rig.user, rig.account)));
    const [first, ...others] = kinds(outcomes);
    expect(first).toBe('connected');
    // One that comes when the first is written finds the token used; before, the account asked.
    for (const kind of others) expect(['throttled', 'token-used']).toContain(kind);
    expect(logins(rig, rig.account).logins).toBe(1);
    const count = await rig.db.selectFrom('connections').selectAll().execute();
    expect(count).toHaveLength(1);
  });

  it('connects once also to two accounts', async () => {
    const rig = await setup();
    const other = rig.simulator.addAccount({ username: 'other', password: 'pw' });
    const outcomes = await Promise.all([
      rig.link(rig.user, rig.account),
      rig.link(rig.user, other),
    ]);
    expect(kinds(outcomes)[0]).toBe('connected');
    // Where the first is written while the second begins, the second waits as a login to its account.
    expect(['token-used', 'throttled']).toContain(kinds(outcomes)[1]);
    const rows = await rig.db.selectFrom('connections').selectAll().execute();
    expect(rows).toHaveLength(1);
  });
});

describe('of a failed attempt', () => {
  it('stays an audit line without name, and keyed hashes', async () => {
    const rig = await setup();
    await rig.link(rig.user, rig.account, { password: 'wrong', address: '192.0.2.77' });
    const entries = await rig.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'connection.link-failed')
      .execute();
    expect(entries).toMatchObject([
      {
        team_id: rig.teamId,
        actor_kind: 'link-token',
        subject_id: rig.user.userId,
        address: '192.0.2.77',
        detail: { outcome: 'refused', mode: 'link' },
      },
    ]);
    const connections = await rig.db.selectFrom('connections').selectAll().execute();
    expect(connections).toEqual([]);
  });

  it('stays nothing but the audit line once its windows are over', async () => {
    const rig = await setup();
    await rig.link(rig.user, rig.account, { password: 'wrong' });
    await rig.clock.advance(3 * 24 * hourMs);
    await forgetExpiredPermits(rig.db, new Date(rig.clock.nowMs()));
    expect(await rig.db.selectFrom('login_budgets').selectAll().execute()).toEqual([]);
    expect(await rig.db.selectFrom('rate_windows').selectAll().execute()).toEqual([]);
  });

  it('a fault of ours is thrown, not told as a refusal', async () => {
    const rig = await setup();
    const provider = { ...rig.deps.providers[passwordProvider], link: () => fail() };
    const deps = {
      ...rig.deps,
      providers: { ...rig.deps.providers, [passwordProvider]: provider },
    };
    const fail = () => Promise.reject(new TypeError('our own bug'));
    const request = {
      token: rig.user.token,
      accountName: 'wearer',
      password: 'right',
      region: 'US',
      address: '',
      mode: 'link',
    } as const;
    await expect(linkAccount(deps, request)).rejects.toThrow('our own bug');
  });
});
