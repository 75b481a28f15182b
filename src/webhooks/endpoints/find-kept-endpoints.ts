import type { Db } from '#db';

/** Which of these endpoints a team still has, oldest first. */
export async function findKeptEndpoints(
  db: Db,
  teamId: string,
  endpointIds: readonly string[],
): Promise<readonly string[]> {
  if (endpointIds.length === 0) return [];
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('team_id', '=', teamId)
    .where('id', 'in', endpointIds)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
