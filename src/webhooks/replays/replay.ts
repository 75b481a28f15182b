import type { Selectable } from 'kysely';
import type { Database } from '#db';

/** An order to send a range of events, or an endpoint's failed deliveries, to an endpoint again. */
export interface Replay {
  readonly id: string;
  readonly endpointId: string;
  /** REPLAY: all events of a range; RECOVER: the deliveries of a range that failed. */
  readonly kind: 'REPLAY' | 'RECOVER';
  /** The range begins after this position … */
  readonly afterPosition: number;
  /** … and ends with this one. */
  readonly lastPosition: number;
  /** How far it has come. */
  readonly reachedPosition: number;
  /** Deliveries that it made due so far. */
  readonly stagedCount: number;
  readonly createdAt: Date;
  /** Null while it runs. Deliveries that it made due may still be in flight after that. */
  readonly finishedAt: Date | null;
  /** Whether it ended before its range: it was stopped, or its endpoint was disabled. */
  readonly isCutShort: boolean;
}

export type ReplayRow = Selectable<Database['webhook_replays']>;

export function replayOfRow(row: ReplayRow): Replay {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    kind: row.kind,
    afterPosition: row.after_position,
    lastPosition: row.last_position,
    reachedPosition: row.reached_position,
    stagedCount: row.staged_count,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    isCutShort: row.is_cut_short,
  };
}
