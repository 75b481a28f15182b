import { sql } from 'kysely';
import type { Db } from '#db';
import { findLogHead } from '#events';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { removeDeliveries } from './remove-deliveries.ts';

/**
 * Removes deliveries whose events the log no longer keeps, and those of deleted endpoints, in
 * batches; then the deleted endpoints themselves, and replays that finished long ago.
 */
export interface PrunerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
}

const retryMs = 60_000;

export function createPruner({ db, clock, log, policy }: PrunerOptions): Loop {
  return createLoop({
    name: 'webhooks.prune',
    clock,
    log,
    retryMs,
    async step() {
      const count = await pruneDeliveries(db, policy.rowsPerStepMax);
      await pruneReplays(db, dateOf(clock));
      return count === policy.rowsPerStepMax ? 0 : policy.prunePollMs;
    },
  });
}

export async function pruneDeliveries(db: Db, rowsMax: number): Promise<number> {
  const { prunedPosition } = await findLogHead(db);
  const count = await removeDeliveries(
    db,
    sql`
      select d.endpoint_id, d.event_position
      from webhook_endpoints w cross join lateral (
        select endpoint_id, event_position from webhook_deliveries
        where endpoint_id = w.id
          and (w.deleted_at is not null or event_position <= ${prunedPosition})
        order by event_position
        limit ${rowsMax}
        for update skip locked
      ) d
      limit ${rowsMax}`,
  );
  await sql`
    delete from webhook_endpoints w
    where w.deleted_at is not null
      and not exists (select from webhook_deliveries d where d.endpoint_id = w.id)`.execute(db);
  return count;
}

const replayLifeMs = 90 * 24 * 3_600_000;

export async function pruneReplays(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - replayLifeMs);
  await db.deleteFrom('webhook_replays').where('finished_at', '<', before).execute();
}
