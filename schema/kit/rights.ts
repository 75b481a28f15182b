import {
  type ApiKeyScope,
  type AuditSource,
  isTeamActor,
  type TeamActor,
  type UserTokenActor,
  type UserTokenScope,
} from '#teams';
import type { Context } from './context.ts';
import { type ExpectedFailure, forbidden, unauthenticated } from './failures.ts';

/**
 * Two questions decide every right: whose data (the team's, and for a user token only its user's),
 * and what may be done with it (the scopes of the key or the token). The scopes below are checked
 * before a field's resolver runs, and one of those that a field names is enough; whose data is asked
 * again where the data is, by `teamOf` and `maySeeUser`.
 */
export interface AuthScopes {
  /** An API key or a session with this scope. */
  key: ApiKeyScope;
  /** Any API key or session. */
  anyKey: boolean;
  /** A user token with this scope. */
  token: UserTokenScope;
  /** Everyone: the field has another proof, or nothing to hide. */
  anyone: boolean;
}

export function isKeyWith({ actor }: Context, scope: ApiKeyScope): boolean {
  return isTeamActor(actor) && actor.scopes.includes(scope);
}

export function isTokenWith({ actor }: Context, scope: UserTokenScope): boolean {
  return actor.kind === 'user-token' && actor.scopes.includes(scope);
}

/** Whether the request may read people and glucose, its own user's at least. */
export function mayRead(context: Context): boolean {
  return isKeyWith(context, 'read') || isTokenWith(context, 'read');
}

/** For what is part of an answer that others may have too; throws FORBIDDEN for a key without it. */
export function assertKeyScope(context: Context, scope: ApiKeyScope): void {
  if (isTeamActor(context.actor) && !isKeyWith(context, scope)) throw scopeLacking(scope);
}

/** The API key or session of a request; throws FORBIDDEN for a user token. */
export function teamActorOf({ actor }: Context): TeamActor {
  if (actor.kind === 'anonymous') throw unauthenticated();
  if (!isTeamActor(actor)) throw forbidden('Use an API key of the team.');
  return actor;
}

/** The team in whose name the request acts; throws UNAUTHENTICATED when there is none. */
export function teamOf({ actor }: Context): string {
  if (actor.kind === 'anonymous') throw unauthenticated();
  return actor.teamId;
}

/** Who asks, when it is somebody; throws UNAUTHENTICATED otherwise. */
export function knownActorOf({ actor }: Context): TeamActor | UserTokenActor {
  if (actor.kind === 'anonymous') throw unauthenticated();
  return actor;
}

/** Whether data of this user of the request's own team may be shown. */
export function maySeeUser({ actor }: Context, userId: string): boolean {
  if (actor.kind === 'user-token') return actor.userId === userId;
  return isTeamActor(actor);
}

/** Who does the deed of this request, for the audit. */
export function auditSourceOf(context: Context): AuditSource {
  const actor = knownActorOf(context);
  return { kind: actor.kind, id: credentialIdOf(actor), address: context.address };
}

function credentialIdOf(actor: TeamActor | UserTokenActor): string {
  switch (actor.kind) {
    case 'api-key':
      return actor.keyId;
    case 'session':
      return actor.sessionId;
    case 'user-token':
      return actor.tokenId;
  }
}

export function refusalFor({ actor }: Context, failure: AuthFailure): ExpectedFailure {
  if (actor.kind === 'anonymous') return unauthenticated();
  const scope = keyScopeIn(failure);
  if (actor.kind === 'session' && scope !== null) return roleLacking(scope);
  if (actor.kind === 'api-key' && scope !== null) return scopeLacking(scope);
  return forbidden('Use an API key of the team, or a user token with the scope that this needs.');
}

function scopeLacking(scope: string): ExpectedFailure {
  return forbidden(`Use an API key that has the scope ${scope.toUpperCase()}.`);
}

function roleLacking(scope: string): ExpectedFailure {
  return forbidden(`Sign in with a role, and a key, that has the scope ${scope.toUpperCase()}.`);
}

/** What the plugin says of a check that failed, as far as it is read here. */
export interface AuthFailure {
  readonly kind: string | number;
  readonly scope?: unknown;
  readonly parameter?: unknown;
  readonly failures?: readonly AuthFailure[];
}

/** The key scope that was looked for, wherever it stands among what was tried. */
function keyScopeIn({ scope, parameter, failures = [] }: AuthFailure): string | null {
  if (scope === 'key') return String(parameter);
  return failures.map(keyScopeIn).find((found) => found !== null) ?? null;
}
