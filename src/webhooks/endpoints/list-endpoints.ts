import { sql } from 'kysely';
import type { Db } from '#db';
import { type Endpoint, endpointOfRow } from './endpoint.ts';
import type { WebhookContext } from './webhook-context.ts';

export interface EndpointListing {
  readonly teamId: string;
  /** The id after which the page begins; the oldest endpoint when absent. */
  readonly afterId?: string | null | undefined;
  /** Only those that fail or were disabled because of it, or only the others. */
  readonly isFailing?: boolean | null | undefined;
  readonly limit: number;
}

/** A team's endpoints, oldest first. */
export async function listEndpoints(
  db: Db,
  { sealer }: Pick<WebhookContext, 'sealer'>,
  listing: EndpointListing,
): Promise<Endpoint[]> {
  const { teamId, afterId, isFailing, limit } = listing;
  const rows = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .$if(typeof afterId === 'string', (query) => query.where('id', '>', afterId ?? ''))
    .$if(typeof isFailing === 'boolean', (query) => query.where(fails, '=', isFailing ?? false))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => endpointOfRow(row, sealer));
}

const fails = sql<boolean>`(case when disabled_at is null then failing_since is not null
  else disabled_reason <> 'BY_TEAM' end)`;
