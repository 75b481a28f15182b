import type { Db } from '#db';

/** The names of the team's own headers of each endpoint, in the order of the ids; none of others'. */
export async function listHeaderNames(
  db: Db,
  teamId: string,
  endpointIds: readonly string[],
): Promise<(readonly string[])[]> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'header_names'])
    .where('team_id', '=', teamId)
    .where('id', 'in', [...new Set(endpointIds)])
    .execute();
  const byId = new Map(rows.map(({ id, header_names: names }) => [id, names]));
  return endpointIds.map((id) => byId.get(id) ?? []);
}
