import { batchLoader, teamOf } from '#schema/kit';
import { findUsers, type User } from '#teams';

/** A user of the team, by one statement for a whole list; null for one who was deleted. */
export const loadUser = batchLoader<string, User | null>({
  nameOf: (userId) => userId,
  async load(userIds, context) {
    const found = await findUsers(context.db, teamOf(context), userIds);
    const byId = new Map(found.map((user) => [user.id, user]));
    return userIds.map((id) => byId.get(id) ?? null);
  },
});
