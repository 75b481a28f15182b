import { describe, expect, it } from 'vitest';
import { stateTexts } from '#connections';
import { contractOf } from '#test/contract';
import { createLinkedRig, hourMs, minuteMs } from '#test/linked-rig';

/**
 * What users of other clients report (numbers of the list of failures that must be survived), each
 * with what our user is told, and how it is over.
 */
describe('why there is no data', () => {
  it('1: login works and reads stay empty for ever, because sharing is off', async () => {
    const rig = await createLinkedRig({ account: { isSharing: false } });
    await rig.runFor(minuteMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    expect(stateTexts.SHARING_OFF.meaning).toBe('Sharing is turned off in your Dexcom app.');
    expect(await rig.connectionOf(rig.user)).toMatchObject({ isSharingOn: false });
    await rig.runFor(3 * hourMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    expect(await rig.news()).toEqual(['created', 'error']);
    await rig.poller.reportStalls();
    expect(await rig.news()).toEqual(['created', 'error', 'stalled']);
    expect(rig.simulator.requestsOf(rig.account).byKind.sharing).toBeLessThanOrEqual(2 * 4);

    rig.simulator.changeAccount(rig.account, { isSharing: true });
    await rig.runFor(30 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.news()).toEqual(['created', 'error', 'stalled', 'recovered']);
    expect(await rig.connectionOf(rig.user)).toMatchObject({ isSharingOn: null });
  });

  it.each([
    ['two hours', 2 * hourMs],
    ['two hours and two minutes', 2 * hourMs + 130_000],
  ])('a phone whose clock is behind by %s goes off', async (_, behindMs) => {
    const rig = await createLinkedRig();
    await rig.runFor(hourMs);
    const fromMs = rig.clock.nowMs();
    const wrong = { fromMs, toMs: fromMs + 24 * hourMs, errorMs: -behindMs };
    rig.simulator.addClockError(rig.account, wrong);
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('CLOCK_WRONG');
    const silent = { fromMs: rig.clock.nowMs(), toMs: fromMs + 24 * hourMs, backfillAtMs: null };
    rig.simulator.addGap(rig.account, silent);
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('NO_RECENT_DATA');
  });

  it('1: login works and reads stay empty for ever, because nobody follows', async () => {
    const rig = await createLinkedRig({ account: { followers: 0 } });
    await rig.runFor(minuteMs);
    expect(await rig.state()).toBe('NO_FOLLOWER');
    expect(await rig.connectionOf(rig.user)).toMatchObject({ followerCount: 0, isSharingOn: true });
    const [, error] = await rig.eventsOf(rig.user);
    expect(error).toMatchObject({
      type: 'provider.connection.error',
      data: {
        provider: 'dexcom',
        error_type: 'required_scopes_not_granted',
        error_details: stateTexts.NO_FOLLOWER.whatToDo,
        message: stateTexts.NO_FOLLOWER.meaning,
      },
    });

    rig.simulator.changeAccount(rig.account, { followers: 1 });
    await rig.runFor(30 * minuteMs);
    expect(await rig.state()).toBe('FRESH');

    // The last one is removed: told with the first read that should have held a reading.
    rig.simulator.changeAccount(rig.account, { followers: 0 });
    await rig.runFor(6 * minuteMs);
    expect(await rig.state()).toBe('NO_FOLLOWER');
    await rig.runFor(14 * minuteMs);
    expect(await rig.state()).toBe('NO_FOLLOWER');
    expect(await rig.news()).toEqual(['created', 'error', 'recovered', 'error']);
  });

  it.each(['not-found', 'error'] as const)(
    '1: reads stay empty and Dexcom does not say why (%s): nothing is guessed',
    async (sharingAnswers) => {
      const rig = await createLinkedRig({ account: { isSharing: false, sharingAnswers } });
      await rig.runFor(3 * hourMs);
      expect(await rig.state()).toBe('WAITING');
      expect(await rig.news()).toEqual(['created']);
      const { isSharingOn, followerCount } = await rig.connectionOf(rig.user);
      expect({ isSharingOn, followerCount }).toEqual({ isSharingOn: null, followerCount: null });
    },
  );

  it('1: sharing that is turned off is told with the first read that should have held a reading', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const asked = () => rig.simulator.requestsOf(rig.account).byKind.sharing ?? 0;
    const before = asked();
    rig.simulator.changeAccount(rig.account, { isSharing: false });
    await rig.runFor(6 * minuteMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    await rig.runFor(14 * minuteMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    await rig.runFor(4 * hourMs);
    // At about 5, 10, 20, 40 and 80 minutes, then every hour, two requests each.
    expect((asked() - before) / 2).toBeGreaterThanOrEqual(5);
    expect((asked() - before) / 2).toBeLessThanOrEqual(9);
    rig.simulator.changeAccount(rig.account, { isSharing: true });
    await rig.runFor(16 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('1: sharing is turned off later, and known to be off throughout an outage', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(hourMs);
    rig.simulator.changeAccount(rig.account, { isSharing: false });
    await rig.runFor(90 * minuteMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    const fault = rig.simulator.addFault({ effect: { kind: 'gateway-error', status: 502 } });
    await rig.runFor(15 * minuteMs);
    expect(await rig.state()).toBe('UNREACHABLE');
    rig.simulator.removeFault(fault);
    await rig.runFor(16 * minuteMs);
    expect(await rig.state()).toBe('SHARING_OFF');
    expect(await rig.news()).toEqual(['created', 'error']);
  });

  it('2: "password invalid" with the right password, because the region is another', async () => {
    const rig = await createLinkedRig();
    const other = rig.simulator.addAccount({ region: 'OUS', username: 'b', password: 'pw' });
    const user = await rig.addUser();
    const outcome = await rig.link(user, { ...other, region: 'US' });
    expect(outcome).toMatchObject({ kind: 'refused', regions: ['US'] });
    await rig.clock.advance(2 * minuteMs);
    expect(await rig.link(user, other, { region: null })).toMatchObject({ kind: 'connected' });
  });

  it('2: "password invalid" because the password was changed: two spaced retries, then attention', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.changeAccount(rig.account, { password: 'another' });
    rig.simulator.killSessions(rig.account);
    const outcomes = await rig.outcomesFor(5 * minuteMs);
    expect(outcomes.at(-1)).toBe('refused');
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
    expect(await rig.news()).toEqual(['created']);
    expect(await rig.outcomesFor(40 * minuteMs)).toEqual(['refused', 'refused']);
    expect(await rig.state()).toBe('NEEDS_ATTENTION');
    expect(await rig.news()).toEqual(['created', 'error']);
    const { loginAtMs, passwordRequestAtMs } = rig.simulator.requestsOf(rig.account);
    const refusals = passwordRequestAtMs.filter((atMs) => atMs > (loginAtMs[0] ?? 0));
    expect(refusals).toHaveLength(3);
    const [first = 0, second = 0, third = 0] = refusals;
    expect(second - first).toBeGreaterThanOrEqual(10 * minuteMs);
    expect(third - second).toBeGreaterThanOrEqual(10 * minuteMs);

    // A probe every six hours for a day, and then one a day for ever.
    expect(await rig.outcomesFor(30 * hourMs)).toEqual(Array(4).fill('refused'));
    const late = await rig.outcomesFor(48 * hourMs);
    expect(late).toEqual(Array(late.length).fill('refused'));
    expect(late.length).toBeGreaterThanOrEqual(2);
    expect(late.length).toBeLessThanOrEqual(3);

    const user = await rig.newToken(rig.user);
    const renewed = await rig.link(user, rig.account, { password: 'another', mode: 'reconnect' });
    expect(renewed).toMatchObject({ kind: 'connected', isNew: false });
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect((await rig.news()).at(-1)).toBe('recovered');
  });

  it('2: "password invalid" that ends after days is found by a probe (P6)', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.killSessions(rig.account, 'expire');
    rig.simulator.addFault({ effect: { kind: 'refuse-credentials' }, calls: ['login'] });
    await rig.runFor(30 * hourMs);
    expect(await rig.state()).toBe('NEEDS_ATTENTION');
    rig.simulator.clearFaults();
    await rig.runFor(24 * hourMs + 10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect((await rig.news()).at(-1)).toBe('recovered');
  });

  it('2: an id that Dexcom calls no id is asked anew once', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.killSessions(rig.account);
    const effect = { kind: 'error', code: 'InvalidArgument' } as const;
    rig.simulator.addFault({ effect, calls: ['login-by-id'] });
    const asked = () =>
      rig.simulator.requestsOf(rig.account).requests.filter(({ kind }) => kind === 'authenticate')
        .length;
    const before = asked();
    await rig.runFor(hourMs);
    expect(asked() - before).toBe(1);
    rig.simulator.clearFaults();
    await rig.runFor(20 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('2: "password invalid" is probed as rarely where no probe is answered', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.changeAccount(rig.account, { password: 'another' });
    rig.simulator.killSessions(rig.account);
    await rig.runFor(45 * minuteMs);
    expect(await rig.state()).toBe('NEEDS_ATTENTION');
    const { passwordRequests } = rig.simulator.requestsOf(rig.account);
    const effect = { kind: 'gateway-error', status: 503 } as const;
    rig.simulator.addFault({ effect, calls: ['login'] });
    expect(await rig.outcomesFor(28 * hourMs)).toEqual(Array(4).fill('unavailable'));
    const { passwordRequests: after } = rig.simulator.requestsOf(rig.account);
    expect(after - passwordRequests).toBe(4);
    expect(await rig.state()).toBe('NEEDS_ATTENTION');
    expect(await rig.outcomesFor(48 * hourMs)).toHaveLength(2);
  });

  it('2: "password invalid" that is transient heals by itself', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.killSessions(rig.account, 'expire');
    rig.simulator.addFault({ effect: { kind: 'refuse-credentials' }, calls: ['login'], count: 1 });
    await rig.runFor(5 * minuteMs);
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
    await rig.runFor(16 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.news()).toEqual(['created']);
    const before = await rig.sampleCount();
    expect(before).toBeGreaterThan(288);
  });

  it.each(['+15550001111', 'wearer@example.com'])(
    '2: an account with another kind of name (%s) is linked by it',
    async (username) => {
      const rig = await createLinkedRig();
      const named = username.startsWith('+') ? { phone: username } : { email: username };
      const account = rig.simulator.addAccount({ username: 'second', password: 'pw', ...named });
      const user = await rig.addUser();
      expect(await rig.link(user, account, { username })).toMatchObject({ kind: 'connected' });
    },
  );

  it('2: "password invalid" because of an odd or a long password: it is sent as it is', async () => {
    const password = `${' ü"\\\u0000{}😀%+&'.repeat(4)}0123456789`;
    const rig = await createLinkedRig({ account: { password } });
    rig.simulator.killSessions(rig.account);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('3: the null UUID under 200 is a refusal, at linking and later', async () => {
    const rig = await createLinkedRig();
    rig.simulator.addFault({ effect: { kind: 'null-uuid' }, calls: ['login'] });
    const account = rig.simulator.addAccount({ username: 'second', password: 'pw' });
    const user = await rig.addUser();
    expect(await rig.link(user, account)).toMatchObject({ kind: 'refused', regions: ['US'] });
    rig.simulator.killSessions(rig.account);
    await rig.runFor(5 * minuteMs);
    expect(await rig.state()).toBe('CREDENTIALS_REFUSED');
  });

  it.each(['vanish', 'expire'] as const)(
    '4: a session that dies (%s) costs one login, and no reading',
    async (how) => {
      const rig = await createLinkedRig();
      await rig.runFor(hourMs);
      const before = rig.simulator.requestsOf(rig.account);
      rig.simulator.killSessions(rig.account, how);
      const outcomes = await rig.outcomesFor(10 * minuteMs);
      expect(outcomes.filter((kind) => kind === 'session-renewed')).toHaveLength(1);
      const after = rig.simulator.requestsOf(rig.account);
      expect(after.passwordRequests - before.passwordRequests).toBe(1);
      expect(after.shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
      expect(await rig.state()).toBe('FRESH');
    },
  );

  it('4: a session is renewed a little before its day is over, without a lost read', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(minuteMs);
    await rig.clock.advance(23 * hourMs);
    const outcomes = await rig.outcomesFor(90 * minuteMs);
    expect(new Set(outcomes)).toEqual(new Set(['read']));
    expect(rig.simulator.requestsOf(rig.account).logins).toBe(2);
  });

  it.each(['exceeed', 'exceeded'] as const)(
    '5: a lockout (%s) is waited out without a single attempt',
    async (lockoutSpelling) => {
      const rig = await createLinkedRig();
      await rig.runFor(10 * minuteMs);
      rig.simulator.setStyle({ lockoutSpelling });
      rig.simulator.killSessions(rig.account);
      rig.simulator.lockOut(rig.account);
      await rig.runFor(5 * minuteMs);
      expect(await rig.state()).toBe('LOCKED_OUT');
      const { stateUntil } = await rig.connectionOf(rig.user);
      const lockedForMs = (stateUntil?.getTime() ?? 0) - rig.clock.nowMs();
      expect(lockedForMs).toBeGreaterThan(5 * minuteMs);
      const before = rig.simulator.requestsOf(rig.account).total;
      await rig.runFor(lockedForMs - 1_000);
      expect(rig.simulator.requestsOf(rig.account).total).toBe(before);
      await rig.runFor(2 * minuteMs);
      expect(await rig.state()).toBe('FRESH');
      expect(rig.simulator.requestsOf(rig.account).passwordRequests).toBe(4);
    },
  );

  it('5: a lockout of hours is asked after less and less often, up to once an hour', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(10 * minuteMs);
    rig.simulator.killSessions(rig.account);
    rig.simulator.lockOut(rig.account, 9 * hourMs);
    const before = rig.simulator.requestsOf(rig.account).passwordRequests;
    await rig.runFor(8 * hourMs);
    expect(await rig.state()).toBe('LOCKED_OUT');
    const asked = rig.simulator.requestsOf(rig.account).passwordRequests - before;
    expect(asked).toBeGreaterThanOrEqual(8);
    expect(asked).toBeLessThanOrEqual(14);
    const { user } = await contractOf(rig).ask<{
      user: { connections: { nextPollAt: string; stateUntil: string }[] };
    }>('query N($id: ID!) { user(id: $id) { connections { nextPollAt stateUntil } } }', {
      id: rig.user.userId,
    });
    const [connection] = user.connections;
    const inMs = Date.parse(connection?.nextPollAt ?? '') - rig.clock.nowMs();
    expect(inMs).toBeLessThanOrEqual(hourMs + minuteMs);
    expect(connection?.stateUntil).not.toBeNull();
    await rig.runFor(2.1 * hourMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it('6: trends that become numbers, or words, cost nothing', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(20 * minuteMs);
    rig.simulator.setStyle({ trends: 'int', dates: 'slashed' });
    await rig.runFor(20 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    const revisions = await rig.db
      .selectFrom('glucose_samples')
      .select('revision')
      .where('revision', '>', 1)
      .execute();
    expect(revisions).toEqual([]);
  });

  it.each([
    ['HTML', { kind: 'gateway-error', status: 503 }],
    ['a truncated body', { kind: 'truncated' }],
    ['an empty body', { kind: 'empty' }],
  ] as const)('7: %s in place of readings is an outage, and logs nobody in', async (_, effect) => {
    const rig = await createLinkedRig();
    await rig.runFor(2 * hourMs);
    const { passwordRequests } = rig.simulator.requestsOf(rig.account);
    const count = await rig.sampleCount();
    const fault = rig.simulator.addFault({ effect, calls: ['read'] });
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('UNREACHABLE');
    rig.simulator.removeFault(fault);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    const { passwordRequests: after } = rig.simulator.requestsOf(rig.account);
    expect(after - passwordRequests).toBeLessThanOrEqual(effect.kind === 'empty' ? 1 : 0);
    expect(await rig.sampleCount()).toBeGreaterThanOrEqual(count + 3);
  });

  it('7: empty bodies for hours cost a login an hour at the most', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(2 * hourMs);
    const { passwordRequests } = rig.simulator.requestsOf(rig.account);
    rig.simulator.addFault({ effect: { kind: 'empty' }, calls: ['read'] });
    await rig.runFor(6 * hourMs);
    const { passwordRequests: after } = rig.simulator.requestsOf(rig.account);
    expect(after - passwordRequests).toBeLessThanOrEqual(6);
    expect(after - passwordRequests).toBeGreaterThan(1);
  });

  it.each(['account-password-invalid', 'sso-internal-error'] as const)(
    '8: a refusal under 500 (%s) is not retried as a fault of the server',
    async (refusal) => {
      const rig = await createLinkedRig();
      await rig.runFor(10 * minuteMs);
      rig.simulator.setStyle({ refusal });
      rig.simulator.changeAccount(rig.account, { password: 'another' });
      rig.simulator.killSessions(rig.account);
      const outcomes = await rig.outcomesFor(8 * minuteMs);
      expect(outcomes).toEqual(['refused']);
      expect(rig.simulator.requestsOf(rig.account).passwordRequests).toBe(3);
    },
  );

  it('8: a sign-on service that is down is an outage, not a refusal', async () => {
    const rig = await createLinkedRig();
    rig.simulator.killSessions(rig.account);
    rig.simulator.addFault({ effect: { kind: 'sign-on-failure' }, calls: ['login'] });
    await rig.runFor(5 * minuteMs);
    expect(await rig.state()).toBe('UNREACHABLE');
  });

  it('9: an error object under 200 is not taken for data', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const effect = { kind: 'error', code: 'SessionIdNotFound', status: 200 } as const;
    rig.simulator.addFault({ effect, calls: ['read'], count: 1 });
    const outcomes = await rig.outcomesFor(6 * minuteMs);
    expect(outcomes).toContain('session-renewed');
    expect(await rig.state()).toBe('FRESH');
  });

  it('10: uploads that come hours late are found, told as late, and told once', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + 2 * hourMs;
    rig.simulator.addGap(rig.account, { fromMs, toMs, backfillAtMs: toMs + 60_000 });
    await rig.runFor(minuteMs);
    const before = await rig.sampleCount();
    await rig.runFor(2 * hourMs - minuteMs);
    expect(await rig.state()).toBe('NO_RECENT_DATA');
    expect(await rig.sampleCount()).toBe(before);
    await rig.runFor(30 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.sampleCount()).toBeGreaterThanOrEqual(before + 24 + 5);
    const holes = await rig.db.selectFrom('sample_holes').selectAll().execute();
    expect(holes).toEqual([]);
  });

  it('10: readings that appear below the newest known are found within the hour', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + 20 * minuteMs;
    rig.simulator.addGap(rig.account, { fromMs, toMs, backfillAtMs: toMs + hourMs });
    await rig.runFor(80 * minuteMs);
    const before = await rig.sampleCount();
    await rig.runFor(80 * minuteMs);
    const late = await rig.db
      .selectFrom('glucose_samples')
      .select('taken_at')
      .where('is_late', '=', true)
      .execute();
    expect(late).toHaveLength(4);
    expect(await rig.sampleCount()).toBeGreaterThanOrEqual(before + 4 + 15);
  });

  it('10: what came late while sharing was off is found when it is on again', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const fromMs = rig.clock.nowMs();
    const toMs = fromMs + 30 * minuteMs;
    rig.simulator.addGap(rig.account, { fromMs, toMs, backfillAtMs: fromMs + 3.5 * hourMs });
    await rig.runFor(3 * hourMs);
    rig.simulator.changeAccount(rig.account, { isSharing: false });
    // Longer than until the day is looked through the next time.
    await rig.runFor(20 * hourMs);
    rig.simulator.changeAccount(rig.account, { isSharing: true });
    await rig.runFor(30 * minuteMs);
    const late = await rig.db
      .selectFrom('glucose_samples')
      .select('taken_at')
      .where('taken_at', '>=', new Date(fromMs))
      .where('taken_at', '<', new Date(toMs))
      .execute();
    expect(late).toHaveLength(6);
  });

  it('11: an outage of an hour leaves no gap behind', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(30 * minuteMs);
    const fault = rig.simulator.addFault({ effect: { kind: 'reset' } });
    await rig.runFor(hourMs);
    expect(await rig.state()).toBe('UNREACHABLE');
    await rig.poller.reportStalls();
    expect(await rig.news()).toEqual(['created', 'stalled']);
    rig.simulator.removeFault(fault);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    expect(await rig.news()).toEqual(['created', 'stalled', 'recovered']);
    const truths = rig.simulator.readingsOf(
      rig.account,
      rig.clock.nowMs() - 6 * minuteMs,
      rig.clock.nowMs() - 2 * hourMs,
    );
    const stored = await rig.db.selectFrom('glucose_samples').select('taken_at').execute();
    const seconds = new Set(stored.map((row) => Math.floor(row.taken_at.getTime() / 1000)));
    expect(truths.filter((truth) => !seconds.has(Math.floor(truth.wallMs / 1000)))).toEqual([]);
  });

  it('12: throttled without a word: no read for 300 s at least', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(20 * minuteMs);
    rig.simulator.addFault({ effect: { kind: 'throttle' }, calls: ['read'], count: 1 });
    await rig.runFor(5 * minuteMs);
    expect(await rig.state()).toBe('THROTTLED');
    const { requests } = rig.simulator.requestsOf(rig.account);
    const throttled = requests.findLast(({ outcome }) => outcome === 'fault:throttle');
    await rig.runFor(10 * minuteMs);
    const next = rig.simulator
      .requestsOf(rig.account)
      .requests.find(({ atMs }) => atMs > (throttled?.atMs ?? 0));
    expect((next?.atMs ?? 0) - (throttled?.atMs ?? 0)).toBeGreaterThanOrEqual(300_000);
    expect(await rig.state()).toBe('FRESH');
  });

  it('12: throttled with Retry-After: not a request before it is over', async () => {
    const rig = await createLinkedRig();
    await rig.runFor(20 * minuteMs);
    const effect = { kind: 'throttle', retryAfterSeconds: 1_800 } as const;
    rig.simulator.addFault({ effect, calls: ['read'], count: 1 });
    await rig.runFor(5 * minuteMs);
    const { stateUntil } = await rig.connectionOf(rig.user);
    expect((stateUntil?.getTime() ?? 0) - rig.clock.nowMs()).toBeGreaterThan(25 * minuteMs);
    const { total } = rig.simulator.requestsOf(rig.account);
    await rig.runFor(25 * minuteMs);
    expect(rig.simulator.requestsOf(rig.account).total).toBe(total);
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
  });

  it("12: Cloudflare's page for a blocked client is an outage", async () => {
    const rig = await createLinkedRig();
    rig.simulator.addFault({ effect: { kind: 'blocked' } });
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('UNREACHABLE');
  });

  it('13: clocks of sensor and phone an hour apart, and local time written as UTC', async () => {
    const rig = await createLinkedRig({
      account: { systemTimeErrorMs: hourMs, isDisplayTimeLocal: true, utcOffsetMinutes: -240 },
    });
    await rig.runFor(20 * minuteMs);
    expect(await rig.state()).toBe('FRESH');
    const samples = await rig.db.selectFrom('glucose_samples').selectAll().execute();
    const newestMs = Math.max(...samples.map((sample) => sample.taken_at.getTime()));
    expect(rig.clock.nowMs() - newestMs).toBeLessThan(6 * minuteMs);
    expect(new Set(samples.map((sample) => sample.utc_offset_minutes))).toEqual(new Set([null]));
  });

  it('13: daylight saving changes the offset and nothing else', async () => {
    const rig = await createLinkedRig({ account: { utcOffsetMinutes: 60 } });
    await rig.runFor(30 * minuteMs);
    rig.simulator.setUtcOffset(rig.account, 120);
    await rig.runFor(30 * minuteMs);
    const samples = await rig.db
      .selectFrom('glucose_samples')
      .selectAll()
      .orderBy('taken_at')
      .execute();
    const offsets = samples.map((sample) => sample.utc_offset_minutes);
    expect(new Set(offsets)).toEqual(new Set([60, 120]));
    expect(offsets).toEqual(offsets.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
    const times = samples.map((sample) => sample.taken_at.getTime());
    const steps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(Math.max(...steps)).toBeLessThan(6 * minuteMs);
    expect(samples.every((sample) => sample.revision === 1)).toBe(true);
  });

  it('14: a product without Share logs in and reads nothing: waiting, with what to check', async () => {
    const rig = await createLinkedRig({
      account: { isSharing: false, sharingAnswers: 'not-found' },
    });
    await rig.runFor(10 * minuteMs);
    expect(await rig.state()).toBe('WAITING');
    expect(stateTexts.WAITING.whatToDo).toContain('Share is on');
    await rig.runFor(50 * minuteMs);
    await rig.poller.reportStalls();
    expect(await rig.news()).toEqual(['created', 'stalled']);
  });
});
