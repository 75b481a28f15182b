import { sql } from 'kysely';
import type { Db } from '#db';
import type { DisabledReason } from './endpoint.ts';

/** `ENABLED`, or why an endpoint is disabled. */
export const endpointStates = [
  'ENABLED',
  'BY_TEAM',
  'GONE',
  'FAILING',
] as const satisfies readonly ('ENABLED' | DisabledReason)[];

export interface EndpointCount {
  readonly state: (typeof endpointStates)[number];
  readonly count: number;
}

/** How many endpoints are in each state, over all teams. */
export async function countEndpoints(db: Db): Promise<readonly EndpointCount[]> {
  const { rows } = await sql<EndpointCount>`
    select coalesce(disabled_reason, 'ENABLED') as state, count(*)::int as count
    from webhook_endpoints where deleted_at is null group by 1`.execute(db);
  return rows;
}
