import { type Db, inTransaction } from '#db';
import { findLogHead, findPositionBefore } from '#events';
import { dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { WebhookContext } from '#webhooks/endpoints';
import { findEndpoint } from '#webhooks/endpoints';
import { hostOf } from '#webhooks/http';
import { type Replay, replayOfRow } from './replay.ts';

/** A bound of a range of the log: an instant, or the position before the range. */
export type LogBound = { readonly at: Date } | { readonly afterPosition: number };

export interface ReplayRequest {
  readonly teamId: string;
  readonly endpointId: string;
  readonly from: LogBound;
  /** Absent: the present end of the log. */
  readonly until?: LogBound | undefined;
}

export type ReplayStartResult =
  | { readonly kind: 'started'; readonly replay: Replay }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'endpoint-disabled' }
  | { readonly kind: 'too-many-replays'; readonly replaysMax: number }
  | { readonly kind: 'too-many-orders'; readonly perMinuteMax: number };

/**
 * Starts a replay of a range of the log for an endpoint, for events that were sent before or not,
 * by the endpoint's present filters. Events that were pruned from the log are left out.
 */
export function replayEvents(
  db: Db,
  context: WebhookContext,
  request: ReplayRequest,
): Promise<ReplayStartResult> {
  return start(db, context, request, 'REPLAY');
}

/**
 * Starts a replay of the deliveries of events since an instant that failed, were cancelled, or wait
 * for a later try.
 */
export function recoverDeliveries(
  db: Db,
  context: WebhookContext,
  { teamId, endpointId, sinceAt }: { teamId: string; endpointId: string; sinceAt: Date },
): Promise<ReplayStartResult> {
  return start(db, context, { teamId, endpointId, from: { at: sinceAt } }, 'RECOVER');
}

function start(
  db: Db,
  context: WebhookContext,
  { teamId, endpointId, from, until }: ReplayRequest,
  kind: Replay['kind'],
): Promise<ReplayStartResult> {
  return inTransaction(db, async (db) => {
    // Locked, so that those who start replays at once are counted one after another.
    const endpoint = await findEndpoint(db, context, teamId, endpointId, 'for change');
    if (!endpoint) return { kind: 'endpoint-not-found' };
    if (endpoint.disabled) return { kind: 'endpoint-disabled' };
    const { openReplaysPerEndpointMax: replaysMax } = context.policy;
    if ((await countOpenReplays(db, endpointId)) >= replaysMax) {
      return { kind: 'too-many-replays', replaysMax };
    }
    const { isAllowed, limitPerMinute } = context.orders.take(hostOf(new URL(endpoint.url)));
    if (!isAllowed) return { kind: 'too-many-orders', perMinuteMax: limitPerMinute };
    const head = await findLogHead(db);
    const lastPosition = Math.min(
      until ? await positionOf(db, until) : head.position,
      head.position,
    );
    const requested = Math.max(await positionOf(db, from), head.prunedPosition);
    const afterPosition = Math.min(requested, lastPosition);
    const row = await db
      .insertInto('webhook_replays')
      .values({
        id: newId(context.clock),
        endpoint_id: endpointId,
        kind,
        after_position: afterPosition,
        reached_position: afterPosition,
        last_position: lastPosition,
        created_at: dateOf(context.clock),
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

async function positionOf(db: Db, bound: LogBound): Promise<number> {
  return 'at' in bound ? findPositionBefore(db, bound.at) : bound.afterPosition;
}
