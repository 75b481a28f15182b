import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';

/** What a poll changes of a plan: when the next one is, and what was learned. */
export interface PlanUpdate {
  readonly connectionId: string;
  /** Null for never. */
  readonly nextPollAt: Date | null;
  readonly reason: string;
  readonly memory: object;
  readonly isSuspect: boolean;
  readonly newestTakenAt: Date | null;
  readonly polledAt: Date;
  readonly outcome: string;
  /** What the provider was asked last; null where it was not asked. */
  readonly request: 'login' | 'read' | null;
  /** Whether a newer reading came than all before. */
  readonly isNews: boolean;
  /** By how many readings more, or fewer, are aside and not served. */
  readonly rejectedCount: number;
}

/** Writes plans that this transaction has locked, and ends their leases. */
export async function updatePlans(db: Db, updates: readonly PlanUpdate[]): Promise<void> {
  const of = <T>(pick: (each: PlanUpdate) => T) => updates.map(pick);
  await executePrepared(
    db,
    sql`
    update poll_plans p set
      next_poll_at = d.next_poll_at, reason = d.reason, memory = d.memory::jsonb,
      is_suspect = d.is_suspect, lease_until = '-infinity', newest_taken_at = d.newest_taken_at,
      last_poll_at = d.polled_at, last_outcome = d.outcome, last_request = d.request,
      last_reading_at = case when d.is_news then d.polled_at else p.last_reading_at end,
      aside_count = p.aside_count + d.rejected_count
    from unnest(
      ${of(({ connectionId }) => connectionId)}::uuid[],
      ${of(({ nextPollAt }) => nextPollAt)}::timestamptz[],
      ${of(({ reason }) => reason)}::text[],
      ${of(({ memory }) => JSON.stringify(memory))}::text[],
      ${of(({ isSuspect }) => isSuspect)}::bool[],
      ${of(({ newestTakenAt }) => newestTakenAt)}::timestamptz[],
      ${of(({ polledAt }) => polledAt)}::timestamptz[],
      ${of(({ outcome }) => outcome)}::text[],
      ${of(({ request }) => request)}::text[],
      ${of(({ isNews }) => isNews)}::bool[],
      ${of(({ rejectedCount }) => rejectedCount)}::int[]
    ) as d (connection_id, next_poll_at, reason, memory, is_suspect, newest_taken_at, polled_at,
      outcome, request, is_news, rejected_count)
    where p.connection_id = d.connection_id`,
  );
}
