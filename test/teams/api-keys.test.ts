import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clock } from '#std/clock';
import { createFairLine, type FairLineLimits } from '#std/fair-line';
import {
  type AuditSource,
  type Authenticator,
  apiKeyScopes,
  authenticateApiKey,
  createApiKey,
  createAuthenticator,
  createSession,
  createTeam,
  createUserTokens,
  endSessions,
  findTeam,
  listApiKeys,
  listAuditEntries,
  revokeApiKey,
} from '#teams';
import { createTestDatabase, type TestDatabase } from '#test/database';
import { createVirtualClock } from '#test/virtual-clock';

const source: AuditSource = { kind: 'command-line', id: null, address: null };
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const roomy = { weightMax: 10, placesPerKeyMax: 100, placesMax: 100 };
let teamCount = 0;
const others = { openedLinks: async () => 0, keptEndpoints: async () => [] };

interface Options {
  readonly expiresInMs?: number | null;
  readonly strangers?: FairLineLimits;
}

const userTokens = (clock: Clock) =>
  createUserTokens([{ id: 'k', key: Buffer.alloc(32, 7) }], clock);

async function setup({ expiresInMs = null, strangers = roomy }: Options = {}) {
  const clock = createVirtualClock();
  const { db } = database;
  teamCount += 1;
  const creation = await createTeam(db, clock, source, { name: `Team ${teamCount}` });
  const expiresAt = expiresInMs === null ? null : new Date(clock.nowMs() + expiresInMs);
  const teamId = creation.kind === 'created' ? creation.team.id : '';
  const key = await createApiKey(db, clock, source, { teamId, name: 'first', expiresAt });
  const credentials = createAuthenticator({
    db,
    strangers: createFairLine(strangers),
    clock,
    userTokens: userTokens(clock),
  });
  const now = () => new Date(clock.nowMs());
  return { db, clock, teamId, ...key, credentials, now };
}

describe('a team', () => {
  it('has a name of its own', async () => {
    const { db, clock, teamId } = await setup();
    const team = await findTeam(db, { id: teamId });
    expect(await findTeam(db, { name: team?.name ?? '' })).toEqual(team);
    const again = await createTeam(db, clock, source, { name: team?.name ?? '' });
    expect(again).toEqual({ kind: 'name-taken', existing: team });
  });
});

describe('an API key', () => {
  it('authenticates its team by its secret, of which only a hash is kept', async () => {
    const { db, secret, teamId, apiKey, now } = await setup();
    expect(secret).toMatch(/^gg_live_[\w-]{43}$/);
    expect(await authenticateApiKey(db, secret, now())).toEqual({
      kind: 'authenticated',
      actor: {
        kind: 'api-key',
        teamId,
        keyId: apiKey.id,
        scopes: apiKeyScopes,
        addressRanges: null,
        expiresAt: null,
      },
    });
    const rows = await db.selectFrom('api_keys').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret.slice(8, 40));
    expect(apiKey.hint).toBe(`gg_live_…${secret.slice(-4)}`);
  });

  it('is refused when it is changed in one character', async () => {
    const { db, secret, now } = await setup();
    const changed = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`;
    const refused = { kind: 'refused', reason: 'unknown' };
    expect(await authenticateApiKey(db, changed, now())).toEqual(refused);
    expect(await authenticateApiKey(db, 'gg_live_short', now())).toEqual(refused);
  });

  it('is refused from the moment it expires', async () => {
    const { db, secret, clock, now } = await setup({ expiresInMs: 60_000 });
    await clock.advance(59_999);
    expect((await authenticateApiKey(db, secret, now())).kind).toBe('authenticated');
    await clock.advance(1);
    const refused = { kind: 'refused', reason: 'expired' };
    expect(await authenticateApiKey(db, secret, now())).toMatchObject(refused);
  });

  it('is refused once revoked, and stays listed', async () => {
    const { db, clock, secret, teamId, apiKey, now } = await setup();
    const revoked = await revokeApiKey(db, clock, source, {
      teamId,
      keyId: apiKey.id,
      ...others,
    });
    expect(revoked?.apiKey.revokedAt).toEqual(now());
    await clock.advance(1_000);
    const again = await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    expect(again?.apiKey.revokedAt).toEqual(revoked?.apiKey.revokedAt);
    const refused = { kind: 'refused', reason: 'revoked' };
    expect(await authenticateApiKey(db, secret, now())).toMatchObject(refused);
    expect(await listApiKeys(db, { teamId, limit: 10 })).toEqual([again?.apiKey]);
  });

  it('is not revoked by another team', async () => {
    const { db, clock, secret, apiKey, now } = await setup();
    const { teamId } = await setup();
    expect(
      await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others }),
    ).toBeNull();
    expect((await authenticateApiKey(db, secret, now())).kind).toBe('authenticated');
  });

  it('remembers its last use, written at most once a minute', async () => {
    const { db, clock, secret, teamId, now, credentials } = await setup();
    const use = () => credentials.authenticate(secret, '192.0.2.1');
    const lastUse = async () => (await listApiKeys(db, { teamId, limit: 1 }))[0]?.lastUsedAt;
    const first = now();
    await use();
    await clock.advance(59_000);
    await use();
    expect(await lastUse()).toEqual(first);
    await clock.advance(1_000);
    await use();
    expect(await lastUse()).toEqual(now());
  });

  it('is told in the audit when it comes and goes, without its secret', async () => {
    const { db, clock, secret, teamId, apiKey } = await setup();
    await clock.advance(1);
    await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    const entries = await listAuditEntries(db, { teamId, limit: 10 });
    const actions = entries.map(({ action }) => action);
    expect(actions.sort()).toEqual(['api-key.created', 'api-key.revoked', 'team.created']);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});

describe('keys that were never seen', () => {
  const made = (n: number) => `gg_live_${String(n).padStart(43, 'x')}`;
  const strangers = { weightMax: 1, placesPerKeyMax: 3, placesMax: 5 };

  it('are judged few at a time, and of each network few wait; a known key waits for none', async () => {
    const { secret, credentials, clock } = await setup({ strangers });
    const ask = (key: string, network: string) => credentials.authenticate(key, network);
    expect((await ask(secret, 'here')).kind).toBe('authenticated');
    await clock.advance(1_000);
    const made1 = Array.from({ length: 10 }, (_, n) => ask(made(n), 'here'));
    const elsewhere = Array.from({ length: 4 }, (_, n) => ask(made(20 + n), `there ${n}`));
    const known = await ask(secret, 'here');
    const kinds = async (all: typeof made1) => (await Promise.all(all)).map(({ kind }) => kind);
    expect(known.kind).toBe('authenticated');
    expect(await kinds(made1)).toEqual([...Array(3).fill('refused'), ...Array(7).fill('busy')]);
    expect(await kinds(elsewhere)).toEqual(['refused', 'refused', 'busy', 'busy']);
    expect((await ask(made(1), 'here')).kind).toBe('refused');
  });
});

describe('credentials', () => {
  it('share one look into the database for a second', async () => {
    const { db, secret, clock, credentials, apiKey } = await setup();
    expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('authenticated');
    const revoked = { revoked_at: new Date(clock.nowMs()) };
    await db.updateTable('api_keys').set(revoked).where('id', '=', apiKey.id).execute();
    await clock.advance(999);
    expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('authenticated');
    await clock.advance(1);
    expect(await credentials.authenticate(secret, '192.0.2.1')).toMatchObject({
      kind: 'refused',
      reason: 'revoked',
    });
  });

  it('are looked up anew at once when told to forget', async () => {
    const { db, secret, clock, credentials, apiKey, teamId } = await setup();
    await credentials.authenticate(secret, '192.0.2.1');
    await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    credentials.clearCache();
    expect(await credentials.authenticate(secret, '192.0.2.1')).toMatchObject({
      kind: 'refused',
      reason: 'revoked',
    });
  });

  it('end on time even while they are believed', async () => {
    const { secret, clock, credentials } = await setup({ expiresInMs: 500 });
    expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('authenticated');
    await clock.advance(500);
    expect(await credentials.authenticate(secret, '192.0.2.1')).toEqual({
      kind: 'refused',
      reason: 'expired',
    });
  });

  it('are judged as ever where the database is only read from', async () => {
    const { db, clock, secret, teamId, apiKey } = await setup();
    const session = { teamId, role: 'owner', madeFrom: 'code', apiKeyId: null } as const;
    const opened = await createSession(db, clock, { ...session, address: '' });
    async function reading<Found>(judge: (credentials: Authenticator) => Promise<Found>) {
      let found: Found | undefined;
      const transaction = db.transaction().setAccessMode('read only');
      // What refuses to write is given up by the pool, and with it the transaction's end.
      await transaction
        .execute(async (db) => {
          const strangers = createFairLine(roomy);
          const parts = { db, clock, strangers, userTokens: userTokens(clock) };
          found = await judge(createAuthenticator(parts));
        })
        .catch(() => {});
      return found;
    }
    await clock.advance(61_000);
    const key = (credentials: Authenticator) => credentials.authenticate(secret, '192.0.2.1');
    const cookie = (credentials: Authenticator) =>
      credentials.authenticateSession(opened?.secret ?? '', '192.0.2.1');
    expect((await reading(key))?.kind).toBe('authenticated');
    expect((await reading(cookie))?.kind).toBe('authenticated');
    await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    await endSessions(db, clock, source, { teamId }, 'signed-out');
    expect(await reading(key)).toMatchObject({ kind: 'refused', reason: 'revoked' });
    expect(await reading(cookie)).toMatchObject({ kind: 'refused', reason: 'signed-out' });
  });

  it('that go on being refused are asked of the audit once an hour by each node', async () => {
    const { db, secret, clock, credentials, apiKey, teamId } = await setup();
    await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    const refuse = async () =>
      expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('refused');
    const told = () => listAuditEntries(db, { teamId, action: 'credential.refused', limit: 10 });
    await refuse();
    expect(await told()).toHaveLength(1);
    // What the audit has forgotten is told again by whoever asks it.
    await sql`select prune_audit('infinity', 10000)`.execute(db);
    await clock.advance(3_599_999);
    await refuse();
    expect(await told()).toEqual([]);
    await clock.advance(1);
    await refuse();
    expect(await told()).toHaveLength(1);
  });

  it('are never believed to be refused', async () => {
    const { db, secret, clock, credentials, apiKey, teamId } = await setup();
    await revokeApiKey(db, clock, source, { teamId, keyId: apiKey.id, ...others });
    expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('refused');
    const restored = { revoked_at: null };
    await db.updateTable('api_keys').set(restored).where('id', '=', apiKey.id).execute();
    expect((await credentials.authenticate(secret, '192.0.2.1')).kind).toBe('authenticated');
  });
});
