import type { Db } from '#db';
import { type DeletedUser, userOfRow } from './user.ts';

export interface DeletedUserListing {
  readonly teamId: string;
  /** The id after which the page begins; the oldest user when absent. */
  readonly afterId?: string | null;
  readonly limit: number;
}

/** A team's deleted users that are not yet erased, oldest first. */
export async function listDeletedUsers(
  db: Db,
  { teamId, afterId, limit }: DeletedUserListing,
): Promise<DeletedUser[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is not', null)
    .$if(typeof afterId === 'string', (query) => query.where('id', '>', afterId ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.flatMap((row) =>
    row.deleted_at && row.erase_at
      ? [{ ...userOfRow(row), deletedAt: row.deleted_at, eraseAt: row.erase_at }]
      : [],
  );
}
