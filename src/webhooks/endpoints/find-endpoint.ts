import type { Db } from '#db';
import { type Endpoint, type EndpointRow, endpointOfRow } from './endpoint.ts';
import type { WebhookContext } from './webhook-context.ts';

export async function findEndpoint(
  db: Db,
  { sealer }: Pick<WebhookContext, 'sealer'>,
  teamId: string,
  endpointId: string,
  purpose: 'to read' | 'for change' = 'to read',
): Promise<Endpoint | null> {
  const row = await findEndpointRow(db, teamId, endpointId, purpose);
  return row ? endpointOfRow(row, sealer) : null;
}

/** The row with its sealed secrets; null when it is deleted or belongs to another team. */
export async function findEndpointRow(
  db: Db,
  teamId: string,
  endpointId: string,
  purpose: 'to read' | 'for change' = 'to read',
): Promise<EndpointRow | null> {
  const row = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', endpointId)
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .$if(purpose === 'for change', (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
  return row ?? null;
}
