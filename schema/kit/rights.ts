import type { ApiKeyActor, AuditSource, UserTokenActor, UserTokenScope } from '#teams';
import type { Context } from './context.ts';
import { type ExpectedFailure, forbidden, unauthenticated } from './failures.ts';

/**
 * Two questions decide every right: whose data (the team's, and for a user token only its user's),
 * and what may be done with it (everything for an API key, the scopes of a user token). The scopes
 * below are checked before a root field's resolver runs; whose data is asked again where the data
 * is, by `teamOf` and `maySeeUser`.
 */
export interface AuthScopes {
  /** The team itself: an API key. */
  team: boolean;
  /** An API key, or a user token with this scope. */
  can: UserTokenScope;
  /** Everyone: the field has another proof, or nothing to hide. */
  anyone: boolean;
}

export function mayAct({ actor }: Context, scope: UserTokenScope): boolean {
  return actor.kind === 'api-key' || (actor.kind === 'user-token' && actor.scopes.includes(scope));
}

/** The team in whose name the request acts; throws UNAUTHENTICATED when there is none. */
export function teamOf({ actor }: Context): string {
  if (actor.kind === 'anonymous') throw unauthenticated();
  return actor.teamId;
}

/** Who asks, when it is somebody; throws UNAUTHENTICATED otherwise. */
export function knownActorOf({ actor }: Context): ApiKeyActor | UserTokenActor {
  if (actor.kind === 'anonymous') throw unauthenticated();
  return actor;
}

/** Whether data of this user of the request's own team may be shown. */
export function maySeeUser({ actor }: Context, userId: string): boolean {
  if (actor.kind === 'user-token') return actor.userId === userId;
  return actor.kind === 'api-key';
}

/** Who does the deed of this request, for the audit. */
export function auditSourceOf(context: Context): AuditSource {
  const actor = knownActorOf(context);
  const id = actor.kind === 'api-key' ? actor.keyId : actor.tokenId;
  return { kind: actor.kind, id, address: context.address };
}

export function refusalFor({ actor }: Context): ExpectedFailure {
  if (actor.kind === 'anonymous') return unauthenticated();
  return forbidden('Use an API key of the team, or a user token with the scope that this needs.');
}
