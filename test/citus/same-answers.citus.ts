import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type DefinitionNode, Kind, parse, print } from 'graphql';
import { sql } from 'kysely';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { type Db, migrateToLatest, openDatabase } from '#db';
import {
  findLatestSamples,
  findRatesOfChange,
  findSampleSeries,
  findSamples,
  keepHistory,
} from '#glucose';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createLog } from '#std/log';
import { askGraphql } from '#test/api';
import { onServer, within } from '#test/citus-database';
import { createTestDatabase } from '#test/database';
import { linkThroughApi, startGateway } from '#test/gateway';
import { atMinute, startMs, steadyReadings } from '#test/stored-samples';

const log = createLog('error');
const cluster = await createTestDatabase();
const { url: serverUrl } = inject('testServer');
const name = `plain_${randomBytes(6).toString('hex')}`;
await onServer(serverUrl, (db) => sql.raw(`create database ${name}`).execute(db));
await migrateToLatest(within(serverUrl, name), log);
const one = openDatabase({
  url: within(serverUrl, name),
  poolMax: 2,
  applicationName: 'test',
  log,
});
const gateway = await startGateway();
afterAll(async () => {
  await gateway.close();
  await one.close();
  await onServer(serverUrl, (db) => sql.raw(`drop database ${name} with (force)`).execute(db));
  await cluster.close();
});

const userIds = Array.from({ length: 12 }, () => newId(systemClock));
const days = 20;
const from = atMinute(0);
const to = atMinute(days * 1_440);

/** The same people on both: most with all days, one with an hour of long ago, and one with nothing. */
async function fill(db: Db): Promise<void> {
  for (const [place, userId] of userIds.entries()) {
    if (place === 0) continue;
    const readings = steadyReadings(place === 1 ? 12 : (days - (place % 3)) * 288, place).map(
      ([minutes, valueMgDl]) => ({
        takenAtMs: startMs + minutes * 60_000,
        valueMgDl: valueMgDl + place,
        trend: 'FLAT' as const,
        utcOffsetMinutes: null,
      }),
    );
    await keepHistory(db, { userId, provider: 'dexcom', origin: 'SHARE', readings }, to);
  }
}

await fill(cluster.db);
await fill(one.db);

describe('a cluster answers as one Postgres does', () => {
  it('of the latest samples of several people', async () => {
    const found = await findLatestSamples(cluster.db, userIds, to);
    expect(found.size).toBe(userIds.length - 1);
    const inOrder = (of: typeof found) => userIds.map((id) => of.get(id));
    expect(inOrder(found)).toEqual(inOrder(await findLatestSamples(one.db, userIds, to)));
  });

  it('of series, and of the statistics that are made of them', async () => {
    const query = { userIds, from, to, samplesMax: 4_000 };
    const ours = await findSampleSeries(cluster.db, query);
    expect([...ours]).toHaveLength(userIds.length);
    const theirs = await findSampleSeries(one.db, query);
    for (const id of userIds) expect(ours.get(id)).toEqual(theirs.get(id));
    expect(ours.get(userIds[5] ?? '')?.takenAtMs).toHaveLength(4_000);
  });

  it('of rates of change and of pages of samples', async () => {
    const page = { userId: userIds[3] ?? '', from, to, limit: 300 } as const;
    for (const order of ['OLDEST_FIRST', 'NEWEST_FIRST'] as const) {
      const ours = await findSamples(cluster.db, { ...page, order });
      expect(ours).toEqual(await findSamples(one.db, { ...page, order }));
      expect(ours).toHaveLength(300);
      const rates = await findRatesOfChange(cluster.db, ours);
      expect(rates).toEqual(await findRatesOfChange(one.db, ours));
      expect(rates.filter((rate) => rate !== null).length).toBeGreaterThan(290);
    }
  });
});

const common = await readFile(new URL('../contracts/operations.graphql', import.meta.url), 'utf8');
const more = `
  query Rates($userId: ID!, $from: DateTime!) {
    user(id: $userId) { samples(from: $from, first: 288) { edges { node { takenAt rateMgDlPerMinute } } } }
  }
  query Profile($userId: ID!, $from: DateTime!) {
    user(id: $userId) { ambulatoryProfile(from: $from) { __typename } }
  }
  query Days($userId: ID!, $from: DateTime!) { user(id: $userId) { glucoseDays(from: $from) { __typename } } }
  query Gaps($userId: ID!, $from: DateTime!) { user(id: $userId) { glucoseGaps(from: $from) { minutes } } }
  query Episodes($userId: ID!, $from: DateTime!) { user(id: $userId) { glucoseEpisodes(from: $from) { __typename } } }
  query Polls($userId: ID!) { user(id: $userId) { connections { recentPolls { at outcome } } } }
  query Page { users(first: 50) { edges { node { id latestSample { valueMgDl } connections { state } } } } }
  query Diary($userId: ID!, $from: DateTime!) {
    user(id: $userId) { devices { id } diaryEntries(from: $from) { edges { node { id } } } }
  }`;

describe('on a cluster', () => {
  const operations = [common, more].flatMap((text) => [...parse(text).definitions]);
  const nameOf = (each: DefinitionNode) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.name?.value ?? '') : '';
  const account = { username: 'one', password: 'the-password' };
  gateway.simulator.addAccount(account);
  const linking = linkThroughApi(gateway, account);

  for (const each of operations) {
    it(`${nameOf(each)} is answered`, async () => {
      const { userId } = await linking;
      const from = new Date(Date.now() - 86_400_000).toISOString();
      const since = new Date(Date.now() + 1_000).toISOString();
      const variables = { userId, from, since, clientUserId: `new ${nameOf(each)}` };
      for (const _ of [1, 2]) {
        const { errors } = await askGraphql(gateway.url, print(each), {
          apiKey: gateway.apiKey,
          variables: { ...variables, clientUserId: `new ${randomBytes(4).toString('hex')}` },
        });
        expect(errors).toEqual([]);
      }
    });
  }
});
