import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { consentAtDexcom } from '#test/oauth-consent';
import { anna, client, oauthRig } from './oauth-rig.ts';

const redirect_uri = client.redirectUris[0] ?? '';
const refresh = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

describe('the consent page', () => {
  it('sends the browser back with a code and the state, byte for byte', async () => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addAccount(anna);
    const { status, location } = await consentAtDexcom(loginUrl(), anna);
    expect(status).toBe(302);
    expect(location?.href).toMatch(/^https:\/\/app\.example\/callback\?from=dexcom&code=/);
    expect(location?.searchParams.get('state')).toBe('a state&more="');
    const older = loginUrl().href.replace('/v3/', '/v2/');
    expect((await consentAtDexcom(older, anna)).status).toBe(302);
  });

  it('says no as the wearer does', async () => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addAccount(anna);
    const { location } = await consentAtDexcom(loginUrl(), { ...anna, decision: 'deny' });
    expect(location?.searchParams.get('error')).toBe('access_denied');
    expect(location?.searchParams.has('code')).toBe(false);
  });

  it.each([
    ['a wrong password', { username: 'anna', password: 'wrong' }],
    ['an account of another region', { username: 'carla', password: 'secret' }],
  ])('stays, and does not say why, for %s', async (_, typed) => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addAccount(anna);
    simulator.addAccount({ ...anna, username: 'carla', region: 'OUS' });
    const { status, location, text } = await consentAtDexcom(loginUrl(), typed);
    expect([status, location]).toEqual([200, null]);
    expect(text).toContain('not recognized');
  });

  it.each([
    ['an unknown client', { client_id: 'other' }, null],
    ['an address that is not registered', { redirect_uri: 'https://evil.example/' }, null],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope without offline access', { scope: 'egv' }, 'invalid_scope'],
    ['no state', { state: null }, 'invalid_request'],
    ['a challenge that is not S256', { code_challenge: 'x' }, 'invalid_request'],
  ])('refuses %s', async (_, changes, error) => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addAccount(anna);
    const { status, location } = await consentAtDexcom(loginUrl(changes), anna);
    expect(status).toBe(error === null ? 400 : 302);
    expect(location?.searchParams.get('error') ?? null).toBe(error);
  });

  it('asks nobody for a password in the sandbox, which has people of its own', async () => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addOAuthClient({ ...client, realm: 'sandbox' });
    const { us, sandbox } = simulator.oauthUrls;
    const url = loginUrl().href.replace(us, sandbox);
    const { location } = await consentAtDexcom(url, { username: 'SandboxUser7' });
    expect(location?.searchParams.get('code')).toMatch(/^[0-9a-f]{40}$/);
    expect((await consentAtDexcom(loginUrl(), { username: 'SandboxUser7' })).location).toBeNull();
  });

  it('lets in as many people as the tier of the client allows', async () => {
    const { simulator, loginUrl } = await oauthRig();
    simulator.addOAuthClient({ ...client, peopleMax: 1 });
    simulator.addAccount(anna);
    simulator.addAccount({ ...anna, username: 'ben' });
    expect((await consentAtDexcom(loginUrl(), anna)).status).toBe(302);
    expect((await consentAtDexcom(loginUrl(), anna)).status).toBe(302);
    expect((await consentAtDexcom(loginUrl(), { ...anna, username: 'ben' })).status).toBe(403);
  });
});

describe('the token endpoint', () => {
  async function codeRig(changes: Readonly<Record<string, string>> = {}) {
    const rig = await oauthRig();
    rig.simulator.addAccount(anna);
    const { location } = await consentAtDexcom(rig.loginUrl(changes), anna);
    const code = location?.searchParams.get('code') ?? '';
    return { ...rig, redeemed: { grant_type: 'authorization_code', code, redirect_uri } };
  }

  it('takes a code once, and not after a minute', async () => {
    const { token, redeemed } = await codeRig();
    const first = await token(redeemed);
    expect(first.json).toMatchObject({ token_type: 'Bearer', expires_in: 7200 });
    const again = await token(redeemed);
    expect([again.status, again.json]).toEqual([400, { error: 'invalid_grant' }]);
    const late = await codeRig();
    await late.clock.advance(60_000);
    expect((await late.token(late.redeemed)).json).toEqual({ error: 'invalid_grant' });
  });

  it('takes a code from its client, for its address and its realm alone', async () => {
    const { simulator, token, redeemed } = await codeRig();
    const wrong = await token({ ...redeemed, client_secret: 'wrong' });
    expect([wrong.status, wrong.json]).toEqual([401, { error: 'invalid_client' }]);
    const elsewhere = await token(redeemed, simulator.oauthUrls.eu);
    expect(elsewhere.json.error).toBe('invalid_client');
    const { json } = await token({ ...redeemed, redirect_uri: 'https://app.example/' });
    expect(json.error).toBe('invalid_grant');
    expect((await token({ ...redeemed, grant_type: 'password' })).json.error).toBe(
      'unsupported_grant_type',
    );
  });

  it('wants the verifier where a challenge was sent', async () => {
    const verifier = 'a-verifier-that-is-long-enough-to-be-one-0123456789';
    const code_challenge = createHash('sha256').update(verifier).digest('base64url');
    const sent = { code_challenge, code_challenge_method: 'S256' };
    const without = await codeRig(sent);
    expect((await without.token(without.redeemed)).json.error).toBe('invalid_grant');
    const { token, redeemed } = await codeRig(sent);
    expect((await token({ ...redeemed, code_verifier: verifier })).status).toBe(200);
  });

  it('gives a new pair for a refresh token, which is spent by it', async () => {
    const { simulator, token, link, data } = await oauthRig();
    simulator.addAccount(anna);
    const first = await link();
    const second = await token(refresh(first.refresh_token));
    expect(second.json.refresh_token).not.toBe(first.refresh_token);
    const spent = await token(refresh(first.refresh_token));
    expect([spent.status, spent.json.error]).toEqual([400, 'invalid_grant']);
    expect((await token(refresh(second.json.refresh_token))).status).toBe(200);
    expect((await data(second.json.access_token, 'devices')).status).toBe(200);
    expect(simulator.oauthTotals().spentRefreshTokens).toBe(1);
  });

  it('loses an answer after the token was spent; with a grace the old one works once more', async () => {
    const { simulator, token, link } = await oauthRig();
    simulator.addAccount(anna);
    const { refresh_token } = await link();
    simulator.addOAuthFault({ effect: { kind: 'lost-answer' }, calls: ['refresh'], count: 1 });
    await expect(token(refresh(refresh_token))).rejects.toThrow();
    expect((await token(refresh(refresh_token))).json.error).toBe('invalid_grant');
    simulator.setOAuthStyle({ refreshGraceMs: 30_000 });
    expect((await token(refresh(refresh_token))).status).toBe(200);
  });

  it('knows nothing of a consent that the wearer took back', async () => {
    const { simulator, token, link, data } = await oauthRig();
    const account = simulator.addAccount(anna);
    const { refresh_token, access_token } = await link();
    expect(simulator.revokeGrants(account)).toBe(1);
    expect((await data(access_token, 'devices')).status).toBe(401);
    expect((await token(refresh(refresh_token))).json.error).toBe('invalid_grant');
  });

  it('lets access tokens end with their time, or before it on demand', async () => {
    const { simulator, clock, token, link, data } = await oauthRig();
    const account = simulator.addAccount(anna);
    const { access_token, refresh_token } = await link();
    await clock.advance(7_200_000);
    expect((await data(access_token, 'devices')).status).toBe(401);
    const { json } = await token(refresh(refresh_token));
    expect(simulator.expireTokens(account)).toBe(2);
    expect((await data(json.access_token, 'devices')).status).toBe(401);
  });

  it('fails as it is told to: whom, what and how often', async () => {
    const { simulator, token, link } = await oauthRig();
    const account = simulator.addAccount(anna);
    const { refresh_token } = await link();
    const only = { account, calls: ['refresh'], count: 1 } as const;
    simulator.addOAuthFault({ effect: { kind: 'error', error: 'invalid_client' }, ...only });
    expect((await token(refresh(refresh_token))).status).toBe(401);
    simulator.addOAuthFault({ effect: { kind: 'status', status: 503 }, ...only });
    expect((await token(refresh(refresh_token))).status).toBe(503);
    expect((await token(refresh(refresh_token))).status).toBe(200);
  });

  it('keeps tokens over a restart where sessions are kept', async () => {
    const { simulator, link } = await oauthRig({ keepsSessions: true });
    simulator.addAccount(anna);
    const { refresh_token } = await link();
    const restarted = await oauthRig({ keepsSessions: true });
    restarted.simulator.addAccount(anna);
    const { status, json } = await restarted.token(refresh(refresh_token));
    expect(status).toBe(200);
    expect((await restarted.data(json.access_token, 'devices')).status).toBe(200);
  });
});
