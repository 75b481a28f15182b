import type { Linked } from '#poller';
import type { Context } from '#schema/kit';
import { findTeam } from '#teams';
import type { LinkedForWearer } from './link-success.ts';

/** With whom the wearer may invite as follower. */
export async function linkedForWearer(
  { db }: Pick<Context, 'db'>,
  linked: Linked,
): Promise<LinkedForWearer> {
  const team = await findTeam(db, { id: linked.connection.teamId });
  return { ...linked, followerContact: team?.followerContact ?? null };
}
