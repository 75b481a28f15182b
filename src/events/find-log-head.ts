import { sql } from 'kysely';
import type { Db } from '#db';
import { assert } from '#std/assert';

/** The id of the log, and where it begins and ends. */
export interface LogHead {
  readonly logId: string;
  /** The position of the newest event; `drawnPosition` when there is none. */
  readonly position: number;
  /**
   * The last position drawn from the sequence; erased or unused ones may follow the newest event.
   */
  readonly drawnPosition: number;
  /** Events up to this position were pruned. */
  readonly prunedPosition: number;
}

export async function findLogHead(db: Db): Promise<LogHead> {
  const { rows } = await sql<Omit<LogHead, 'position'> & { position: number | null }>`
    select h.log_id as "logId", h.pruned_position as "prunedPosition",
      (select position from events where appended_at >= h.floor_at
        order by position desc limit 1) as position,
      (select case when is_called then last_value else 0 end from event_positions)
        as "drawnPosition"
    from log_head h`.execute(db);
  const head = rows[0];
  assert(head, 'the log has a head');
  const position = head.position ?? head.drawnPosition;
  if (head.drawnPosition < Math.max(position, head.prunedPosition)) throw lostSequence();
  return { ...head, position };
}

/** Happens when tables are copied without their sequences, as logical replication does. */
function lostSequence(): EventsError {
  return new EventsError(
    'damaged',
    'the sequence event_positions lies behind the event log; before anything is appended, run: ' +
      "select setval('event_positions', greatest(max(position), 1)) from events",
  );
}

/**
 * What is wrong with the log in the database:
 *
 * - `damaged`: a person must repair it; the message says how.
 */
type EventsFailure = 'damaged';

class EventsError extends Error {
  override readonly name = 'EventsError';
  readonly failure: EventsFailure;
  constructor(failure: EventsFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
