import { createHash } from 'node:crypto';
import type { Grant } from './grants.ts';
import { jsonAnswer, type OAuthAnswer, type OAuthRequest } from './oauth-answer.ts';
import type { OAuthWorld } from './oauth-world.ts';

/** Gives tokens for a code, and a new pair for a refresh token. The client's keys are in the form. */
export function giveTokens(request: OAuthRequest): OAuthAnswer {
  const { world, realm, form, isForm, entry } = request;
  if (request.method !== 'POST' || !isForm) return refuse(world, 'invalid_request');
  const clientId = form.get('client_id') ?? '';
  entry.clientId = clientId;
  const client = world.clients.find(realm, clientId);
  if (!client || client.clientSecret !== form.get('client_secret')) {
    return refuse(world, 'invalid_client');
  }
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return forCode(request, clientId);
    case 'refresh_token':
      return forRefresh(request, clientId);
    default:
      return refuse(world, 'unsupported_grant_type');
  }
}

function forCode({ world, realm, form, nowMs }: OAuthRequest, clientId: string): OAuthAnswer {
  const redeemed = world.grants.redeem(form.get('code') ?? '', nowMs);
  if (!redeemed) return refuse(world, 'invalid_grant');
  const { grant, redirectUri, challenge } = redeemed;
  const isSame =
    grant.clientId === clientId &&
    grant.realm === realm &&
    redirectUri === form.get('redirect_uri') &&
    (challenge === null || challenge === challengeOf(form.get('code_verifier') ?? ''));
  return isSame ? pairAnswer(world, grant, nowMs) : refuse(world, 'invalid_grant');
}

/** By S256 of PKCE. */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function forRefresh({ world, realm, form, nowMs }: OAuthRequest, clientId: string): OAuthAnswer {
  const token = form.get('refresh_token') ?? '';
  const found = world.grants.findRefresh(token);
  if (found?.isSpent) world.calls.noteSpentRefresh();
  if (found?.grant.clientId !== clientId || found.grant.realm !== realm) {
    return refuse(world, 'invalid_grant');
  }
  const grant = world.grants.spend(token, nowMs);
  return grant ? pairAnswer(world, grant, nowMs) : refuse(world, 'invalid_grant');
}

function pairAnswer(world: OAuthWorld, grant: Grant, nowMs: number): OAuthAnswer {
  const { accessToken, refreshToken } = world.grants.openPair(grant, nowMs);
  const keycloak = {
    refresh_expires_in: 0,
    'not-before-policy': 0,
    session_state: grant.grantId,
  };
  return jsonAnswer({
    access_token: accessToken,
    expires_in: Math.round(world.style.accessLifeMs / 1000),
    token_type: 'Bearer',
    refresh_token: refreshToken,
    ...(world.style.hasKeycloakFields ? keycloak : {}),
  });
}

const descriptions: Readonly<Record<string, string>> = {
  invalid_request: 'Missing form parameter',
  invalid_client: 'Invalid client or Invalid client credentials',
  invalid_grant: 'Token is not active',
  unsupported_grant_type: 'Unsupported grant_type',
};

export function refuse(world: OAuthWorld, error: string, status?: number): OAuthAnswer {
  const described = world.style.hasErrorDescriptions
    ? { error, error_description: descriptions[error] ?? error }
    : { error };
  return jsonAnswer(described, error, status ?? (error === 'invalid_client' ? 401 : 400));
}
