import type { Db } from '#db';
import { type Delivery, deliveryColumns, deliveryOfRow } from './delivery.ts';

/** The key of a delivery, and the team that must own its endpoint. */
export interface DeliveryKey {
  readonly teamId: string;
  readonly endpointId: string;
  readonly position: number;
}

export async function findDelivery(db: Db, key: DeliveryKey): Promise<Delivery | null> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select(deliveryColumns)
    .where('endpoint_id', '=', key.endpointId)
    .where('event_position', '=', key.position)
    .where((q) => q.exists(endpointOfTeam(db, key.teamId, key.endpointId)))
    .executeTakeFirst();
  return row ? deliveryOfRow(row) : null;
}

export function endpointOfTeam(db: Db, teamId: string, endpointId: string) {
  return db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('id', '=', endpointId)
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null);
}
