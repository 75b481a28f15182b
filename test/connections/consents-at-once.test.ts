import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginConsent, openStart, takeConsent } from '#src/connections/consents/index.ts';
import { beginAttempt } from '#src/connections/links/index.ts';
import { createLinkToken } from '#src/connections/links/link-token.ts';
import { recordLink } from '#src/connections/record-link.ts';
import { systemClock } from '#std/clock';
import { createSealer } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';

const source = { kind: 'system', id: null, address: null } as const;
const clock = systemClock;
const sealer = createSealer([{ id: 'key', key: randomBytes(32) }]);
const provider = 'dexcom_v3';
const region = 'US';
let database: TestDatabase;
let teamId: string;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const creation = await createTeam(database.db, clock, source, { name: 'Team' });
  teamId = creation.kind === 'created' ? creation.team.id : '';
});
afterAll(() => database.close());

async function newLink() {
  const { db } = database;
  count += 1;
  const person = { teamId, clientUserId: `person-${count}`, usersMax: 100 };
  const creation = await createUser(db, clock, source, person);
  if (creation.kind !== 'created') throw new Error('the user was there');
  const link = await createLinkToken(db, clock, source, { teamId, userId: creation.user.id });
  if (!link) throw new Error('the user is gone');
  return link;
}

/** How many sessions of this database wait for a lock. */
async function waitingCount(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db);
  return rows[0]?.count ?? 0;
}

describe('links that two nodes write at once for one app', () => {
  it('are no more than the app may have', async () => {
    const { db } = database;
    let writingCount = 0;
    const isDecided = async () => writingCount === 2 || (await waitingCount()) === 1;
    const linkOnce = async () =>
      recordLink(
        {
          ...{ db, clock, sealer, connectionsMax: 1 },
          async onLinked() {
            writingCount += 1;
            await eventually(isDecided);
          },
        },
        {
          ...{ linkToken: await newLink(), provider, region, accountKey: randomBytes(32) },
          ...{ kept: { grant: '{}', session: '{}' }, mode: 'link', replacesAccount: false },
          ...{ movedFrom: null, address: '192.0.2.1' },
        },
      );
    const outcomes = await Promise.all([linkOnce(), linkOnce()]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['app-full', 'connected']);
  });
});

describe('a consent that two nodes end at once', () => {
  it('is taken by one of them', async () => {
    const { db } = database;
    const { id: linkTokenId, token: linkToken } = await newLink();
    const to = { attemptId: 'an-attempt', returnsTo: 'page', replacesAccount: false } as const;
    const consent = { linkTokenId, linkToken, provider, region, ...to } as const;
    const deps = { db, clock, sealer };
    const begun = await beginConsent(deps, consent);
    const opened = await openStart(deps, begun?.startSecret ?? '');
    const { state = '', browserSecret = '' } = opened ?? {};
    const takings = await db.transaction().execute(async (holding) => {
      await sql`select from consents for update`.execute(holding);
      const both = [1, 2].map(() => takeConsent(deps, state, browserSecret));
      await eventually(async () => (await waitingCount()) === 2);
      return both;
    });
    const kinds = (await Promise.all(takings)).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['taken', 'unknown']);
  });

  it('has one attempt, whose outcome one of them writes', async () => {
    const { db } = database;
    const { id: linkTokenId } = await newLink();
    const key = { linkTokenId, attemptId: 'an-attempt' };
    const begin = (on: typeof db) => beginAttempt(on, key, new Date());
    const second = await db.transaction().execute(async (first) => {
      expect(await begin(first)).toBe('begun');
      const waiting = begin(db);
      await eventually(async () => (await waitingCount()) === 1);
      return { waiting };
    });
    expect(await second.waiting).toBe('there-already');
  });
});
