import { sql } from 'kysely';
import { type Db, prepare } from '#db';
import { type User, type UserRow, userColumns, userOfRow } from './user.ts';

export interface UserListing {
  readonly teamId: string;
  /** A part of the client user id, in any case. */
  readonly search?: string | null | undefined;
  /** The id after which the page begins; the oldest user when absent. */
  readonly afterId?: string | null | undefined;
  readonly limit: number;
}

/** A team's living users, oldest first. */
export async function listUsers(db: Db, listing: UserListing): Promise<User[]> {
  const { teamId, search, afterId, limit } = listing;
  if (typeof search !== 'string' && typeof afterId !== 'string') {
    return (await selectFirst(db, [teamId, limit])).map(userOfRow);
  }
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .$if(typeof search === 'string', (query) =>
      query.where(sql<boolean>`strpos(lower(client_user_id), lower(${search})) > 0`),
    )
    .$if(typeof afterId === 'string', (query) => query.where('id', '>', afterId ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(userOfRow);
}

const selectFirst = prepare<UserRow>(`
  select ${userColumns} from users where team_id = $1 and deleted_at is null order by id limit $2`);
