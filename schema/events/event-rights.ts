import type { LogEvent } from '#events';
import type { Context } from '#schema/kit';
import { idOf, knownActorOf, NotFound } from '#schema/kit';
import { findUser } from '#teams';

/**
 * The events that a request may read and asks for: those of its team, or of one user. A user token
 * may read the events of its own user only.
 */
export interface EventScope {
  readonly teamId: string;
  readonly userId?: string;
  readonly isAllowed: (event: LogEvent) => boolean;
}

/** Throws NotFound for a user that does not exist or that the caller may not see. */
export async function eventScopeOf(
  context: Context,
  userIdText: string | null | undefined,
): Promise<EventScope> {
  const actor = knownActorOf(context);
  const { teamId } = actor;
  const given = userIdText == null ? undefined : idOf(userIdText, 'User', 'userId');
  if (actor.kind === 'user-token') {
    if (given !== undefined && given !== actor.userId) throw new NotFound('User', 'userId');
    return scopeOf(teamId, actor.userId);
  }
  if (given === undefined) return scopeOf(teamId);
  if (!(await findUser(context.db, teamId, { id: given }))) throw new NotFound('User', 'userId');
  return scopeOf(teamId, given);
}

function scopeOf(teamId: string, userId?: string): EventScope {
  return {
    teamId,
    ...(userId === undefined ? {} : { userId }),
    isAllowed: (event) =>
      event.teamId === teamId && (userId === undefined || event.userId === userId),
  };
}
