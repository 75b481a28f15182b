import { randomUUID } from 'node:crypto';
import { createGateway, GatewayError, linkAccount } from 'glucose-gateway-client';
import {
  CreateLinkToken,
  CreateUserToken,
  createBackend,
  createMemorySeenEvents,
  createPostgresSeenEvents,
  Users,
} from 'glucose-gateway-client/server';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '#test/database';
import { startLiveGateway } from '#test/live-gateway';

describe('a list', () => {
  it('is gone through page by page, each person once, with the fields typed', async () => {
    const { url, apiKey, createUser } = await startLiveGateway();
    for (const name of ['ben', 'cleo', 'dora', 'emil']) await createUser(name);
    const backend = createBackend({ url, apiKey });
    onTestFinished(() => backend.close());
    const names: string[] = [];
    for await (const { clientUserId } of backend.each(Users, { first: 2 }))
      names.push(clientUserId);
    expect(names.toSorted()).toEqual(['ada', 'ben', 'cleo', 'dora', 'emil']);
    // Whoever stops early asks for no more.
    for await (const { id } of backend.each(Users, { first: 1, search: 'dora' })) {
      const { createUserToken } = await backend.ask(CreateUserToken, { userId: id });
      expect(createUserToken.__typename).toBe('CreateUserTokenSuccess');
      break;
    }
  });
});

describe('linking', () => {
  it('tells by its kind whether readings come, or what is in the way', async () => {
    const { url, apiKey, createUser, simulator } = await startLiveGateway();
    const backend = createBackend({ url, apiKey });
    const front = createGateway({ url });
    onTestFinished(() => [backend, front].forEach((each) => void each.close()));
    const password = 'the-password';
    simulator.addAccount({ username: 'open', password });
    const closed = simulator.addAccount({ username: 'closed', password });
    simulator.changeAccount(closed, { isSharing: false });
    const newToken = async (name: string) => {
      const userId = await createUser(name);
      const { createLinkToken } = await backend.ask(CreateLinkToken, { userId });
      if (createLinkToken.__typename !== 'CreateLinkTokenSuccess') throw new Error('no token');
      expect(createLinkToken.linkUrl).toContain(`#token=${createLinkToken.linkToken}`);
      return createLinkToken.linkToken;
    };
    const [used, other, third] = [
      await newToken('one'),
      await newToken('two'),
      await newToken('three'),
    ];
    const link = (linkToken: string, username: string, more = {}) =>
      linkAccount(front, { linkToken, username, password, region: 'US', ...more });

    expect(await link(used, 'open')).toMatchObject({ kind: 'readings-come', state: 'FRESH' });
    expect(await link(used, 'open')).toMatchObject({ kind: 'token-refused' });
    const nothing = await link(other, 'closed');
    expect(nothing).toMatchObject({ kind: 'nothing-shared', missing: 'sharing' });
    expect(nothing.message).toContain('Sharing is turned off');
    expect(await link(third, 'nobody')).toMatchObject({
      kind: 'credentials-refused',
      regions: ['US'],
    });
    expect(await link(third, 'open', { region: 'MARS' })).toMatchObject({
      kind: 'region-unsupported',
      supported: ['US', 'OUS', 'APAC'],
    });
    const nowhere = createGateway({ url: 'http://127.0.0.1:9' });
    onTestFinished(() => nowhere.close());
    const lost = await linkAccount(nowhere, { linkToken: third, username: 'open', password });
    expect(lost).toMatchObject({ kind: 'not-answered', error: expect.any(GatewayError) });
  });
});

describe('events that were seen, in Postgres', () => {
  /** A table of what was handled, and pools of two processes. */
  async function setup() {
    const database = await createTestDatabase({ schema: 'empty' });
    const pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 3 }));
    // A session may be ended with the database before its socket is closed.
    for (const pool of pools) pool.on('error', () => {});
    onTestFinished(async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await database.close();
    });
    const stores = pools.map((pool) => createPostgresSeenEvents(pool));
    await Promise.all(stores.map((store) => store.prepare()));
    const [pool] = pools as [pg.Pool];
    await pool.query('create table handled (event_id uuid)');
    const countHandled = async () => (await pool.query('select from handled')).rowCount;
    return { pool, stores, countHandled };
  }

  it('are handled once, whichever process has them, and however often they come at once', async () => {
    const { stores, countHandled } = await setup();
    const ids = Array.from({ length: 10 }, () => randomUUID());
    const outcomes = await Promise.all(
      [...ids, ...ids].flatMap((id) =>
        stores.map((store) =>
          store.once(id, async (client) => {
            await client.query('insert into handled values ($1)', [id]);
          }),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'handled')).toHaveLength(10);
    expect(await countHandled()).toBe(10);
  });

  it('are handled again where handling failed, and nothing of the failure is kept', async () => {
    const { stores, countHandled } = await setup();
    const [first, second] = stores as [(typeof stores)[0], (typeof stores)[0]];
    const id = randomUUID();
    const failing = first.once(id, async (client) => {
      await client.query('insert into handled values ($1)', [id]);
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await countHandled()).toBe(0);
    expect(await second.once(id, () => {})).toBe('handled');
    expect(await first.once(id, () => expect.unreachable())).toBe('seen-before');
  });

  it('are forgotten when they are old, and never before', async () => {
    const { pool, stores } = await setup();
    const [store] = stores as [(typeof stores)[0]];
    const [old, recent] = [randomUUID(), randomUUID()];
    for (const id of [old, recent]) await store.once(id, () => {});
    const days = "handled_at - interval '31 days'";
    await pool.query(`update gateway_seen_events set handled_at = ${days} where event_id = $1`, [
      old,
    ]);
    expect(await store.forget(30)).toBe(1);
    expect(await store.once(recent, () => {})).toBe('seen-before');
    expect(await store.once(old, () => {})).toBe('handled');
  });

  it('take no name of a table that is more than a name', () => {
    expect(() => createPostgresSeenEvents(new pg.Pool(), { table: 'x; drop table y' })).toThrow(
      TypeError,
    );
  });
});

describe('events that were seen, in memory', () => {
  it('wait for the one that is handled, and count as seen when it was', async () => {
    const store = createMemorySeenEvents();
    const gate = Promise.withResolvers<void>();
    const first = store.once('a', () => gate.promise);
    const second = store.once('a', () => expect.unreachable());
    gate.resolve();
    expect(await Promise.all([first, second])).toEqual(['handled', 'seen-before']);
  });

  it('are handled by the next where the first failed', async () => {
    const store = createMemorySeenEvents();
    const gate = Promise.withResolvers<void>();
    const first = store.once('a', () => gate.promise);
    const second = store.once('a', () => {});
    gate.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe('handled');
  });
});
