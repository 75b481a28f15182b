import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, inTransaction } from '#db';
import {
  type AuditSource,
  canonicalTimeZone,
  createTeam,
  createUser,
  deleteUser,
  eraseDueUsers,
  findUser,
  findUsers,
  listAuditEntries,
  listDeletedUsers,
  listUsers,
  undoDeleteUser,
  updateUser,
} from '#teams';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { createVirtualClock } from '#test/virtual-clock';

const source: AuditSource = { kind: 'api-key', id: 'the-key', address: '192.0.2.1' };
const dayMs = 86_400_000;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function isSomebodyWaiting(db: Db): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows.length > 0;
}

let teamCount = 0;
async function setup() {
  const clock = createVirtualClock();
  const { db } = database;
  teamCount += 1;
  const creation = await createTeam(db, clock, source, { name: `Team ${teamCount}` });
  const teamId = creation.kind === 'created' ? creation.team.id : '';
  const create = async (clientUserId: string) => {
    await clock.advance(1);
    const { kind, ...rest } = await createUser(db, clock, source, { teamId, clientUserId });
    if (!('user' in rest)) throw new Error(kind);
    return rest.user;
  };
  const remove = (userId: string) => deleteUser(db, clock, source, { teamId, userId, hooks: [] });
  return { db, clock, teamId, create, remove };
}

describe('a user', () => {
  it('is found by its id and by the id that the team gave it', async () => {
    const { db, teamId, create } = await setup();
    const user = await create('anna');
    expect(await findUser(db, teamId, { id: user.id })).toEqual(user);
    expect(await findUser(db, teamId, { clientUserId: 'anna' })).toEqual(user);
    expect(await findUsers(db, teamId, [user.id, user.teamId])).toEqual([user]);
  });

  it('is refused beyond the limit of a team, also beside one who is created meanwhile', async () => {
    const { db, clock, teamId } = await setup();
    const create = (on: Db, clientUserId: string) =>
      createUser(on, clock, source, { teamId, clientUserId, usersMax: 1 });
    const [first, second] = await inTransaction(db, async (tx) => {
      const first = await create(tx, 'anna');
      let isDone = false;
      const second = create(db, 'ben').finally(() => {
        isDone = true;
      });
      await eventually(async () => isDone || (await isSomebodyWaiting(db)));
      return [first, second] as const;
    });
    expect(first.kind).toBe('created');
    expect((await second).kind).toBe('too-many-users');
  });

  it('is as absent to another team', async () => {
    const { create } = await setup();
    const { db, teamId: otherTeamId } = await setup();
    const user = await create('anna');
    expect(await findUser(db, otherTeamId, { id: user.id })).toBeNull();
    expect(await findUser(db, otherTeamId, { clientUserId: 'anna' })).toBeNull();
    expect(await findUsers(db, otherTeamId, [user.id])).toEqual([]);
  });

  it('answers a second creation under its client user id with itself', async () => {
    const { db, clock, teamId, create } = await setup();
    const user = await create('anna');
    expect(await createUser(db, clock, source, { teamId, clientUserId: 'anna' })).toEqual({
      kind: 'client-user-id-taken',
      existing: user,
    });
  });

  it('is created once by twenty creations at the same time', async () => {
    const { db, clock, teamId } = await setup();
    const creations = await Promise.all(
      Array.from({ length: 20 }, () =>
        createUser(db, clock, source, { teamId, clientUserId: 'anna' }),
      ),
    );
    expect(creations.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(await listUsers(db, { teamId, limit: 10 })).toHaveLength(1);
  });

  it('changes in what is given and in nothing else', async () => {
    const { db, clock, teamId, create } = await setup();
    const { id: userId } = await create('anna');
    const update = (change: object) => updateUser(db, clock, source, { teamId, userId, change });
    await update({ timeZone: 'Europe/Berlin', birthDate: '1990-02-28' });
    expect(await update({ timeZone: 'Asia/Tokyo' })).toMatchObject({
      timeZone: 'Asia/Tokyo',
      birthDate: '1990-02-28',
    });
    expect(await update({ birthDate: null })).toMatchObject({ birthDate: null });
    expect(await findUser(db, teamId, { id: userId })).toMatchObject({ timeZone: 'Asia/Tokyo' });
  });
});

describe('the list of users', () => {
  it('goes on page by page from the oldest', async () => {
    const { db, teamId, create } = await setup();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push((await create(name)).id);
    const first = await listUsers(db, { teamId, limit: 3 });
    const second = await listUsers(db, { teamId, limit: 3, afterId: first.at(-1)?.id });
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
  });

  it('is searched by any part of the client user id, taken literally', async () => {
    const { db, teamId, create } = await setup();
    for (const name of ['Anna_1', 'bannan', '100%', 'x']) await create(name);
    const search = async (search: string) =>
      (await listUsers(db, { teamId, search, limit: 10 })).map((user) => user.clientUserId);
    expect(await search('ANN')).toEqual(['Anna_1', 'bannan']);
    expect(await search('%')).toEqual(['100%']);
    expect(await search('_')).toEqual(['Anna_1']);
    expect(await search("'; drop table users")).toEqual([]);
  });
});

describe('a deleted user', () => {
  it('is gone at once, with what other parts do in the same transaction', async () => {
    const { db, clock, teamId, create } = await setup();
    const { id: userId } = await create('anna');
    const seen: string[] = [];
    const hooks = [async (_db: unknown, id: string) => void seen.push(id)];
    const deleted = await deleteUser(db, clock, source, { teamId, userId, hooks });
    expect(seen).toEqual([userId]);
    expect(deleted?.eraseAt.getTime()).toBe(clock.nowMs() + 7 * dayMs);
    expect(await findUser(db, teamId, { id: userId })).toBeNull();
    expect(await listUsers(db, { teamId, limit: 10 })).toEqual([]);
    expect(await listDeletedUsers(db, { teamId, limit: 10 })).toEqual([deleted]);
    expect(await updateUser(db, clock, source, { teamId, userId, change: {} })).toBeNull();
  });

  it('lives on when another part cannot do its share', async () => {
    const { db, clock, teamId, create } = await setup();
    const { id: userId } = await create('anna');
    const hooks = [() => Promise.reject(new Error('no'))];
    await expect(deleteUser(db, clock, source, { teamId, userId, hooks })).rejects.toThrow('no');
    expect(await findUser(db, teamId, { id: userId })).not.toBeNull();
  });

  it('comes back within seven days and not later', async () => {
    const { db, clock, teamId, create, remove } = await setup();
    const { id: userId } = await create('anna');
    await remove(userId);
    await clock.advance(7 * dayMs - 1);
    const undone = await undoDeleteUser(db, clock, source, { teamId, userId });
    expect(undone).toMatchObject({ kind: 'undone', user: { id: userId } });
    await remove(userId);
    await clock.advance(7 * dayMs);
    const late = await undoDeleteUser(db, clock, source, { teamId, userId });
    expect(late).toEqual({ kind: 'absent' });
  });

  it('does not come back into the place of a successor', async () => {
    const { db, clock, teamId, create, remove } = await setup();
    const { id: userId } = await create('anna');
    await remove(userId);
    const existing = await create('anna');
    const undone = await undoDeleteUser(db, clock, source, { teamId, userId });
    expect(undone).toEqual({ kind: 'client-user-id-taken', existing });
  });

  it('is erased when its time is up, even if another cannot be', async () => {
    const { db, clock, teamId, create, remove } = await setup();
    const stuck = await create('stuck');
    const other = await create('other');
    await remove(stuck.id);
    await clock.advance(1);
    await remove(other.id);
    const hook = async (_db: unknown, id: string) => {
      if (id === stuck.id) throw new Error('not now');
    };
    expect(await eraseDueUsers(db, clock, [hook])).toBe(0);
    await clock.advance(7 * dayMs);
    await expect(eraseDueUsers(db, clock, [hook])).rejects.toThrow('could not be erased');
    const left = await listDeletedUsers(db, { teamId, limit: 10 });
    expect(left.map(({ id }) => id)).toEqual([stuck.id]);
    expect(await eraseDueUsers(db, clock, [])).toBe(1);
    expect(await listDeletedUsers(db, { teamId, limit: 10 })).toEqual([]);
  });
});

describe('the audit', () => {
  it('tells who did what to a user, when and from where, newest first', async () => {
    const { db, clock, teamId, create, remove } = await setup();
    const { id: userId } = await create('anna');
    await clock.advance(5);
    await remove(userId);
    const entries = await listAuditEntries(db, { teamId, userId, limit: 10 });
    expect(entries.map(({ action }) => action)).toEqual(['user.deleted', 'user.created']);
    expect(entries[0]).toMatchObject({
      actorKind: 'api-key',
      actorId: 'the-key',
      address: '192.0.2.1',
      subjectKind: 'user',
      subjectId: userId,
      at: new Date(clock.nowMs()),
    });
    const [older] = await listAuditEntries(db, { teamId, beforeId: entries[0]?.id, limit: 1 });
    expect(older).toEqual(entries[1]);
  });
});

describe('a time zone', () => {
  it('is a name of the IANA database', () => {
    expect(canonicalTimeZone('europe/berlin')).toBe('Europe/Berlin');
    expect(canonicalTimeZone('America/Argentina/Buenos_Aires')).toBe(
      'America/Argentina/Buenos_Aires',
    );
    for (const text of ['+02:00', 'Mars/Olympus', '', 'GMT+1', "UTC'; --", 'Europe/Berlin ']) {
      expect(canonicalTimeZone(text)).toBeNull();
    }
  });
});
