import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { UserTokenGrant } from '#src/teams/tokens/user-tokens.ts';
import { createUserTokens } from '#teams';
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
