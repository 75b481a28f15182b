import { SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db';
import { createEndedCheck } from '#src/teams/tokens/index.ts';
import type { UserTokenGrant } from '#src/teams/tokens/user-tokens.ts';
import { silentLog } from '#std/log';
import { createTeam, createUser, createUserTokens, deleteUser } from '#teams';
import { createTestDatabase } from '#test/database';
import { createStatementCounter } from '#test/statement-counter';
import { createVirtualClock } from '#test/virtual-clock';

const oldKey = { id: 'old', key: Buffer.alloc(32, 1) };
const newKey = { id: 'new', key: Buffer.alloc(32, 2) };
const grant: UserTokenGrant = {
  teamId: '01890000-0000-7000-8000-000000000001',
  userId: '01890000-0000-7000-8000-000000000002',
  scopes: ['read', 'refresh'],
  ttlSeconds: 600,
};

function setup() {
  const clock = createVirtualClock();
  return { clock, tokens: createUserTokens([oldKey], clock) };
}

describe('a user token', () => {
  it('says for whom it is and what it is good for', async () => {
    const { clock, tokens } = setup();
    const { token, tokenId, expiresAt } = await tokens.issue(grant);
    expect(expiresAt.getTime()).toBe(clock.nowMs() + 600_000);
    expect(await tokens.verify(token)).toEqual({
      kind: 'authenticated',
      actor: {
        keyId: null,
        sessionId: null,
        generation: 0,
        kind: 'user-token',
        teamId: grant.teamId,
        userId: grant.userId,
        tokenId,
        scopes: ['read', 'refresh'],
        expiresAt,
      },
    });
  });

  it('ends at its time', async () => {
    const { clock, tokens } = setup();
    const { token } = await tokens.issue(grant);
    await clock.advance(599_000);
    expect((await tokens.verify(token)).kind).toBe('authenticated');
    await clock.advance(1_000);
    expect(await tokens.verify(token)).toEqual({ kind: 'refused', reason: 'expired' });
  });

  it('outlives a new key that is put in front', async () => {
    const { clock, tokens } = setup();
    const { token } = await tokens.issue(grant);
    const rotated = createUserTokens([newKey, oldKey], clock);
    expect((await rotated.verify(token)).kind).toBe('authenticated');
    const { token: newToken } = await rotated.issue(grant);
    expect((await rotated.verify(newToken)).kind).toBe('authenticated');
    expect(await tokens.verify(newToken)).toEqual({ kind: 'refused', reason: 'unknown' });
  });

  it('is refused when it is changed, foreign, unsigned or no token', async () => {
    const { clock, tokens } = setup();
    const { token } = await tokens.issue(grant);
    const [head = '', body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: grant.teamId })).toString(
      'base64url',
    );
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const foreign = createUserTokens([{ id: 'old', key: Buffer.alloc(32, 9) }], clock);
    const raw = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'old' })
      .sign(oldKey.key);
    const bad = [
      `${head}.${forged}.${signature}`,
      `${none}.${body}.`,
      (await foreign.issue(grant)).token,
      raw,
      'x',
      '',
      `${token}${'x'.repeat(3_000)}`,
    ];
    for (const text of bad) {
      expect(await tokens.verify(text)).toEqual({ kind: 'refused', reason: 'unknown' });
    }
  });
});

describe('the tokens of many users', () => {
  it('are looked up by one statement where they come at once', async () => {
    const { db, clock, counter } = await setupCounted();
    const source = { kind: 'system', id: null, address: null } as const;
    const team = await createTeam(db, clock, source, { name: 'Team' });
    const teamId = team.kind === 'created' ? team.team.id : '';
    const create = async (_: unknown, index: number) => {
      const user = { teamId, clientUserId: `wearer ${index}` };
      const creation = await createUser(db, clock, source, user);
      return creation.kind === 'created' ? creation.user.id : '';
    };
    const userIds = await Promise.all(Array.from({ length: 20 }, create));
    await deleteUser(db, clock, source, { teamId, userId: userIds[7] ?? '', hooks: [] });
    const hasEnded = createEndedCheck(db);
    counter.take();
    // Each as a socket brings it: in a callback of its own, in one turn of the event loop.
    const checks = userIds.map(
      (userId) =>
        new Promise<boolean>((resolve, reject) => {
          setImmediate(() => hasEnded(`user ${userId} 0 `).then(resolve, reject));
        }),
    );
    const answers = await Promise.all(checks);
    expect(answers).toEqual(userIds.map((_, index) => index === 7));
    expect(counter.take()).toHaveLength(1);
  });
});

async function setupCounted() {
  const database = await createTestDatabase();
  const counter = await createStatementCounter(database.url);
  const options = { poolMax: 2, applicationName: 'test', log: silentLog };
  const { db, close } = openDatabase({ url: counter.url, ...options });
  onTestFinished(async () => {
    await close();
    await counter.close();
    await database.close();
  });
  return { db, counter, clock: createVirtualClock() };
}
