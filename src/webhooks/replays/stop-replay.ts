import { type Db, inTransaction } from '#db';
import { dateOf } from '#std/clock';
import type { WebhookContext } from '#webhooks/endpoints';
import { findReplay } from './list-replays.ts';
import type { Replay } from './replay.ts';

/**
 * Ends a replay early; deliveries that it made due are still sent. Null when there is no such
 * replay.
 */
export async function stopReplay(
  db: Db,
  context: WebhookContext,
  teamId: string,
  replayId: string,
): Promise<Replay | null> {
  return inTransaction(db, async (db) => {
    if (!(await findReplay(db, teamId, replayId))) return null;
    await db
      .updateTable('webhook_replays')
      .set({ finished_at: dateOf(context.clock), is_cut_short: true })
      .where('id', '=', replayId)
      .where('finished_at', 'is', null)
      .execute();
    return findReplay(db, teamId, replayId);
  });
}
