import { type RawBuilder, sql } from 'kysely';

/**
 * A piece of SQL for a statement of another room that reads rows of users: the application's own id
 * of the user whom a column names.
 */
export function sqlClientUserId(userIdColumn: string): RawBuilder<string> {
  return sql`(select client_user_id from users where id = ${sql.ref(userIdColumn)})`;
}
