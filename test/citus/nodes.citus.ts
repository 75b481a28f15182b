import { connect, createServer } from 'node:net';
import { sql } from 'kysely';
import { afterAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { type Db, openDatabase } from '#db';
import { createLog } from '#std/log';
import { askGraphql } from '#test/api';
import { urlOf, type Worker, within } from '#test/citus-database';
import { eventually } from '#test/eventually';
import { travel } from '#test/travel';
import { startWearers } from '#test/wearers';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 2, 10, 8);
const names = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'gil', 'hal'];

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of endings.reverse()) await end();
});

const wearers = await startWearers(startMs, { closeLater: (close) => endings.push(close) });
const { gateway, clock } = wearers;
const { db } = gateway;
for (const name of names) {
  await wearers.add(name, {});
  await wearers.link(name);
}
const { url: serverUrl, workers = [] } = inject('testServer');
const [first, second] = workers as [Worker, Worker];
const onSecond: string[] = [];
for (const name of names) if ((await portOf(name)) === second.port) onSecond.push(name);
const onFirst = names.filter((name) => !onSecond.includes(name));
const way = await leadThroughUs(second);
endings.push(way.close);

/** The port of the worker on which a person's samples lie. */
async function portOf(name: string): Promise<number> {
  const { rows } = await sql<{ port: number }>`
    select n.nodeport as port from pg_dist_placement p join pg_dist_node n using (groupid)
    where p.shardid = get_shard_id_for_distribution_column(
      'glucose_samples', ${idOf(name)}::uuid)`.execute(db);
  return rows[0]?.port ?? 0;
}

function idOf(name: string): string {
  return wearers.userIdOf(name).replace('User:', '');
}

/** Lets the coordinator reach a worker through this process, which may be out of order. */
async function leadThroughUs(worker: Worker) {
  let isDown = false;
  /** What the coordinator sends comes so much later. */
  let delayMs = 0;
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((inbound) => {
    if (isDown) return inbound.resetAndDestroy();
    const outbound = connect(worker.port, worker.host);
    for (const socket of [inbound, outbound]) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          inbound.destroy();
          outbound.destroy();
          sockets.delete(socket);
        });
    }
    inbound.on('data', (chunk) => {
      if (delayMs === 0) outbound.write(chunk);
      else setTimeout(() => outbound.destroyed || outbound.write(chunk), delayMs);
    });
    outbound.on('data', (chunk) => inbound.write(chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  function down(): void {
    isDown = true;
    for (const socket of sockets) socket.destroy();
  }
  await sql`select citus_update_node(nodeid, '127.0.0.1', ${address.port})
    from pg_dist_node where nodeport = ${worker.port}`.execute(db);
  return {
    down,
    slowDown(byMs: number) {
      delayMs = byMs;
    },
    up() {
      isDown = false;
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Each reading once, five minutes after the one before, and each told once. */
async function expectWhole(name: string): Promise<void> {
  const samples = await wearers.samplesOf(name, startMs - 60 * minuteMs);
  const apart = samples.slice(1).map(([atMs], index) => atMs - (samples[index]?.[0] ?? 0));
  expect(
    apart.every((ms) => Math.abs(ms - 5 * minuteMs) < minuteMs),
    `${name}: ${apart}`,
  ).toBe(true);
  const newestMs = samples.at(-1)?.[0] ?? 0;
  expect(clock.nowMs() - newestMs, name).toBeLessThan(7 * minuteMs);
  expect(await countTold(db, idOf(name)), name).toBe(await countStored(db, idOf(name)));
}

async function countStored(db: Db, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from glucose_samples where user_id = ${userId}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Samples that events told of; the readings from before a link are told by their number. */
async function countTold(db: Db, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct s ->> 'timestamp')::int as count
    from events e, jsonb_array_elements(e.payload::jsonb -> 'data' -> 'data') as s
    where e.user_id = ${userId} and e.type like '%glucose.created'`.execute(db);
  return rows[0]?.count ?? 0;
}

const latest = 'query L($id: ID!) { user(id: $id) { latestSample { valueMgDl } } }';
const state = 'query S($id: ID!) { user(id: $id) { connections { state } } }';

function ask(document: string, name: string) {
  const variables = { id: wearers.userIdOf(name) };
  return askGraphql(gateway.url, document, { apiKey: gateway.apiKey, variables });
}

describe('the workers of a cluster', () => {
  it('each hold some of the people', async () => {
    expect(onFirst.length).toBeGreaterThan(0);
    expect(onSecond.length).toBeGreaterThan(0);
    await travel(clock, gateway, 20 * minuteMs);
    for (const name of names) await expectWhole(name);
  });

  it('concern only their own people when they are down, and nothing is lost', async () => {
    way.down();
    await travel(clock, gateway, 30 * minuteMs);
    for (const name of onFirst) await expectWhole(name);
    for (const name of onSecond) {
      const answer = await ask(latest, name);
      expect(answer.errors[0]?.extensions?.code, name).toBe('UNAVAILABLE');
      const { data } = await ask(state, name);
      expect(data, name).toMatchObject({ user: { connections: [{ state: 'GATEWAY_FAULT' }] } });
    }
    way.up();
    await travel(clock, gateway, 60 * minuteMs);
    for (const name of names) await expectWhole(name);
    for (const name of names) expect(await wearers.stateOf(name)).toBe('FRESH');
  });

  it('finish what they had prepared when they were lost, and each reading is there once', async () => {
    const there = within(urlOf(serverUrl, second), new URL(gateway.databaseUrl).pathname.slice(1));
    const worker = openDatabase({
      url: there,
      poolMax: 1,
      applicationName: 'test',
      log: createLog('error'),
    });
    onTestFinished(() => worker.close());
    const prepared = async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from pg_prepared_xacts
        where database = current_database()`.execute(worker.db);
      return rows[0]?.count ?? 0;
    };
    // The coordinator has committed when its order to the worker to do so is still on the way.
    way.slowDown(400);
    const losing = eventually(async () => (await prepared()) > 0, { pollMs: 1 }).then(way.down);
    await travel(clock, gateway, 6 * minuteMs);
    await losing;
    way.slowDown(0);
    expect(await prepared()).toBeGreaterThan(0);
    way.up();
    // The engine does so by itself within a minute.
    await sql`select recover_prepared_transactions()`.execute(db);
    await eventually(async () => (await prepared()) === 0);
    await travel(clock, gateway, 60 * minuteMs);
    for (const name of names) await expectWhole(name);
  });

  it('take over shards while people are polled', async () => {
    const { rows } = await sql<{ shardId: string }>`
      select s.shardid as "shardId" from pg_dist_shard s join pg_dist_placement p using (shardid)
      join pg_dist_node n using (groupid) join pg_dist_partition t using (logicalrelid)
      where n.nodeport = ${first.port}
        and s.logicalrelid in ('glucose_samples'::regclass, 'polls'::regclass)`.execute(db);
    expect(rows.length).toBeGreaterThan(0);
    let isOver = false;
    const moving = (async () => {
      for (const { shardId } of rows) {
        await sql`
          select citus_move_shard_placement(${shardId}::bigint, a.nodeid, b.nodeid, 'block_writes')
          from pg_dist_node a, pg_dist_node b
          where a.nodeport = ${first.port} and b.groupid not in (0, a.groupid)`.execute(db);
      }
    })().finally(() => {
      isOver = true;
    });
    while (!isOver) await travel(clock, gateway, minuteMs);
    await moving;
    for (const name of onFirst) expect(await portOf(name)).not.toBe(first.port);
    await travel(clock, gateway, 10 * minuteMs);
    for (const name of names) await expectWhole(name);
  });
});
