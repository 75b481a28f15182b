import type { Db } from '#db';
import type { AttemptFailure } from './attempt.ts';
import type { RecordedAttempt } from './delivery.ts';
import { type DeliveryKey, endpointOfTeam } from './find-delivery.ts';

/** More than a delivery has, unless it was sent again and again on request. */
const attemptsMax = 200;

/** The attempts of a delivery, newest first; at most the newest 200. */
export async function listAttempts(db: Db, key: DeliveryKey): Promise<RecordedAttempt[]> {
  const rows = await db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('endpoint_id', '=', key.endpointId)
    .where('event_position', '=', key.position)
    .where((q) => q.exists(endpointOfTeam(db, key.teamId, key.endpointId)))
    .orderBy('number', 'desc')
    .limit(attemptsMax)
    .execute();
  return rows.map((row) => ({
    number: row.number,
    at: row.at,
    status: row.status,
    failure: row.failure as AttemptFailure | null,
    durationMs: row.duration_ms,
    answerHead: row.answer_head,
  }));
}
