import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseUserDevices } from '#devices';
import { resealNotes } from '#src/diary/reseal-notes.ts';
import { notePlace, sealedNoteText } from '#src/diary/sealed-note.ts';
import { takeCall } from '#src/pulls/app-share.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createKeyedHash } from '#std/keyed-hash';
import { createSealer, type SealingKey } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { createTestDatabase, type TestDatabase } from '#test/database';

const source = { kind: 'system', id: null, address: null } as const;
const hourMs = 3_600_000;
let database: TestDatabase;
let teamId: string;
let count = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  const creation = await createTeam(database.db, systemClock, source, { name: 'Team' });
  teamId = creation.kind === 'created' ? creation.team.id : '';
});
afterAll(() => database.close());

async function newUser(): Promise<string> {
  count += 1;
  const person = { teamId, clientUserId: `person-${count}`, usersMax: 100 };
  const creation = await createUser(database.db, systemClock, source, person);
  return creation.kind === 'created' ? creation.user.id : '';
}

async function newConnection(): Promise<string> {
  const id = newId(systemClock);
  await sql`
    insert into connections (id, team_id, user_id, provider, region, account_key,
      credentials_sealed, state, state_since, connected_at)
    values (${id}, ${teamId}, ${await newUser()}, 'dexcom_v3', 'US', sha256(${id}::text::bytea),
      '\\x00'::bytea, 'FRESH', now(), now())`.execute(database.db);
  return id;
}

describe("the share of an app's calls", () => {
  it('is half of what Dexcom answers in an hour, for all nodes together', async () => {
    const deps = { db: database.db, keyedHash: createKeyedHash(randomBytes(32)) };
    const app = { provider: 'dexcom_v3', region: 'US' } as const;
    const [now, connectionId] = [new Date(), newId(systemClock)];
    const take = (fence: number, region: 'US' | 'OUS' = 'US', at = now) =>
      takeCall(deps, { ...app, region }, { connectionId, fence }, at);
    expect(await take(0)).toBeNull();
    // The thirtieth part of 30,000, of which one is taken.
    await sql`
      update rate_windows set hits = array_fill(hits[1], array[999])`.execute(database.db);
    expect(await take(0)).toBeNull();
    const free = new Date(now.getTime() + hourMs);
    expect(await take(0)).toEqual(free);
    expect(await take(30)).toEqual(free);
    expect([await take(1), await take(0, 'OUS')]).toEqual([null, null]);
    expect(await take(0, 'US', free)).toBeNull();
  });
});

describe('a node of a version before', () => {
  it('finds nothing to pull of what it begins, which is pulled here', async () => {
    const { db } = database;
    const id = await newConnection();
    const [to, from] = [new Date(), new Date(Date.now() - 24 * hourMs)];
    await sql`
      insert into history_pulls (connection_id, from_at, to_at, done_down_to, window_minutes, next_at)
      values (${id}, ${from}, ${to}, ${to}, 43200, ${to})`.execute(db);
    await sql`
      insert into diary_pulls (connection_id, started_at, from_at, reached_at, next_at)
      values (${id}, ${to}, ${from}, ${from}, ${to})`.execute(db);
    const { rows: left } = await sql`
      select from history_pulls union all select from diary_pulls`.execute(db);
    expect(left).toEqual([]);
    const pulls = await db
      .selectFrom('pulls')
      .select(['resource', 'from_at', 'to_at', 'done_down_to'])
      .where('connection_id', '=', id)
      .orderBy('resource')
      .execute();
    const span = { from_at: from, to_at: to, done_down_to: to };
    const resources = ['CALIBRATIONS', 'DEVICES', 'DIARY', 'GLUCOSE'];
    expect(pulls).toEqual(resources.map((resource) => ({ resource, ...span })));
  });
});

describe('the notes of people', () => {
  it('are sealed again with the first key, and those that no key opens are told', async () => {
    const { db } = database;
    const keyOf = (id: string): SealingKey => ({ id, key: randomBytes(32) });
    const [old, fresh, lost] = [keyOf('old'), keyOf('fresh'), keyOf('lost')];
    const places = [await newUser(), await newUser(), await newUser()].map((userId) => ({
      ...{ userId, provider: 2, sourceId: 'a-note' },
    }));
    for (const [nth, place] of places.entries()) {
      const sealed = createSealer([nth === 1 ? lost : old]).seal(`note ${nth}`, notePlace(place));
      await sql`
        insert into diary_entries (user_id, provider, source_id, kind, note_sealed, taken_at,
          received_at, changed_at, revision)
        values (${place.userId}, 2, 'a-note', 'NOTE', ${sealed}, now(), now(), now(), 1)`.execute(
        db,
      );
    }
    const both = createSealer([fresh, old]);
    await expect(resealNotes(db, both)).rejects.toThrow(/^1 notes/);
    const texts = await Promise.all(
      places.map(async (place, nth) => {
        const { note_sealed: box } = await db
          .selectFrom('diary_entries')
          .select('note_sealed')
          .where('user_id', '=', place.userId)
          .executeTakeFirstOrThrow();
        return sealedNoteText(createSealer([nth === 1 ? lost : fresh]), place, box);
      }),
    );
    expect(texts).toEqual(['note 0', 'note 1', 'note 2']);
  });
});

describe('the devices of a person', () => {
  it('are erased with the person, and those of nobody else', async () => {
    const { db } = database;
    const [gone, other] = [await newUser(), await newUser()];
    await sql`
      insert into devices (user_id, provider, id, transmitter_id, transmitter_generation,
        display_device, display_app, first_seen_at, changed_at, revision)
      select user_id, 2, gen_random_uuid(), transmitter, 'g7', 'iOS', '', now(), now(), 1
      from unnest(array[${gone}, ${other}]::uuid[]) user_id, unnest(array['a', 'b']) transmitter`.execute(
      db,
    );
    expect(await eraseUserDevices(db, gone)).toBe(2);
    const left = await db.selectFrom('devices').select('user_id').execute();
    expect(left).toEqual([{ user_id: other }, { user_id: other }]);
  });
});
