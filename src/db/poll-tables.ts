import type { Generated } from 'kysely';

export interface HistoryPullTable {
  connection_id: string;
  from_at: Date;
  to_at: Date;
  done_down_to: Date;
  window_minutes: number;
  sample_count: Generated<number>;
  failure_count: Generated<number>;
  next_at: Date | null;
  lease_until: Generated<Date>;
  ended_at: Date | null;
}

export interface PollTable {
  connection_id: string;
  at: Date;
  outcome: string;
  created_count: number;
  updated_count: number;
  duration_ms: number;
}

/** What wearers entered. */
export interface DiaryEntryTable {
  user_id: string;
  provider: number;
  source_id: string;
  kind: 'CARBS' | 'INSULIN';
  insulin_type: 'FAST' | 'LONG' | null;
  taken_at: Date;
  utc_offset_minutes: number | null;
  amount: number | null;
  recorded_at: Date | null;
  received_at: Date;
  changed_at: Date;
  revision: number;
  deleted_at: Date | null;
}

export interface DiaryPullTable {
  connection_id: string;
  started_at: Date;
  from_at: Date;
  reached_at: Date;
  finished_at: Date | null;
  next_at: Date;
  fence: Generated<number>;
  failures: Generated<number>;
}
