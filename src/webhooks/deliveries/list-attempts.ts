import { sql } from 'kysely';
import type { Db } from '#db';
import { type AttemptFailure, answerHeadersOf } from '#webhooks/http';
import type { RecordedAttempt } from './delivery.ts';

/** More attempts than a delivery has, unless somebody asked to resend it many times. */
const attemptsMax = 100;

/** For each of the given deliveries, in their order, its newest 100 attempts, newest first. */
export async function listAttempts(
  db: Db,
  teamId: string,
  deliveries: readonly { readonly endpointId: string; readonly position: number }[],
): Promise<RecordedAttempt[][]> {
  const endpointIds = deliveries.map(({ endpointId }) => endpointId);
  const positions = deliveries.map(({ position }) => position);
  const { rows } = await sql<AttemptRow>`
    select k.n, a.* from unnest(${endpointIds}::uuid[], ${positions}::bigint[])
      with ordinality as k (endpoint_id, event_position, n)
    join webhook_endpoints w
      on w.id = k.endpoint_id and w.team_id = ${teamId} and w.deleted_at is null
    cross join lateral (
      select number, at, status, failure, duration_ms, answer_head, answer_headers
      from webhook_attempts
      where endpoint_id = k.endpoint_id and event_position = k.event_position
      order by number desc
      limit ${attemptsMax}
    ) a`.execute(db);
  const byDelivery = Map.groupBy(rows, ({ n }) => n);
  return deliveries.map((_delivery, index) =>
    (byDelivery.get(index + 1) ?? []).map(attemptOfRow).sort((a, b) => b.number - a.number),
  );
}

interface AttemptRow {
  n: number;
  number: number;
  at: Date;
  status: number | null;
  failure: AttemptFailure | null;
  duration_ms: number;
  answer_head: string | null;
  answer_headers: string | null;
}

function attemptOfRow(row: AttemptRow): RecordedAttempt {
  return {
    number: row.number,
    at: row.at,
    status: row.status,
    failure: row.failure,
    durationMs: row.duration_ms,
    answerHead: row.answer_head,
    answerHeaders: row.answer_headers === null ? null : answerHeadersOf(row.answer_headers),
  };
}
