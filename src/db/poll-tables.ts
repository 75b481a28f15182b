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
