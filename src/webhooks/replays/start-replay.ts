import { type Db, inTransaction } from '#db';
import { findLogHead } from '#events';
import { dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { findPositionBefore } from '#webhooks/deliveries';
import type { WebhookKit } from '#webhooks/endpoints';
import { findEndpoint } from '#webhooks/endpoints';
import { type Replay, replayOfRow } from './replay.ts';

/** Where a range of the log begins or ends: at an instant, or behind a position. */
export type LogPlace = { readonly at: Date } | { readonly afterPosition: number };

export interface ReplayOrder {
  readonly teamId: string;
  readonly endpointId: string;
  readonly from: LogPlace;
  /** Without it, up to the present end of the log. */
  readonly until?: LogPlace | undefined;
}

export type ReplayStart =
  | { readonly kind: 'started'; readonly replay: Replay }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'endpoint-disabled' }
  | { readonly kind: 'too-many-replays'; readonly replaysMax: number };

/**
 * Orders a range of the log to be sent to an endpoint, again or for the first time, by the
 * endpoint's present filters. What the log no longer keeps is left out.
 */
export function replayEvents(db: Db, kit: WebhookKit, order: ReplayOrder): Promise<ReplayStart> {
  return start(db, kit, order, 'REPLAY');
}

/**
 * Orders all deliveries of events since an instant that failed, were cancelled, or wait for a later
 * try, to be sent now.
 */
export function recoverDeliveries(
  db: Db,
  kit: WebhookKit,
  { teamId, endpointId, sinceAt }: { teamId: string; endpointId: string; sinceAt: Date },
): Promise<ReplayStart> {
  return start(db, kit, { teamId, endpointId, from: { at: sinceAt } }, 'RECOVER');
}

function start(
  db: Db,
  kit: WebhookKit,
  { teamId, endpointId, from, until }: ReplayOrder,
  kind: Replay['kind'],
): Promise<ReplayStart> {
  return inTransaction(db, async (db) => {
    const endpoint = await findEndpoint(db, teamId, endpointId);
    if (!endpoint) return { kind: 'endpoint-not-found' };
    if (endpoint.disabled) return { kind: 'endpoint-disabled' };
    const { openReplaysPerEndpointMax: replaysMax } = kit.policy;
    if ((await countOpenReplays(db, endpointId)) >= replaysMax) {
      return { kind: 'too-many-replays', replaysMax };
    }
    const head = await findLogHead(db);
    const lastPosition = Math.min(
      until ? await positionOf(db, until) : head.position,
      head.position,
    );
    const wanted = Math.max(await positionOf(db, from), head.prunedPosition);
    const afterPosition = Math.min(wanted, lastPosition);
    const row = await db
      .insertInto('webhook_replays')
      .values({
        id: newId(kit.clock),
        endpoint_id: endpointId,
        kind,
        after_position: afterPosition,
        reached_position: afterPosition,
        last_position: lastPosition,
        created_at: dateOf(kit.clock),
        finished_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { kind: 'started', replay: replayOfRow(row) };
  });
}

async function countOpenReplays(db: Db, endpointId: string): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_replays')
    .select((q) => q.fn.countAll<number>().as('count'))
    .where('endpoint_id', '=', endpointId)
    .where('finished_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

async function positionOf(db: Db, place: LogPlace): Promise<number> {
  return 'at' in place ? findPositionBefore(db, place.at) : place.afterPosition;
}
