import type { Generated } from 'kysely';

export interface PullTable {
  connection_id: string;
  resource: 'GLUCOSE' | 'DIARY' | 'CALIBRATIONS' | 'DEVICES';
  from_at: Date;
  to_at: Date;
  done_down_to: Date;
  window_minutes: number;
  kept_count: Generated<number>;
  failure_count: Generated<number>;
  refused_at: Date | null;
  ended_at: Date | null;
  looked_at: Date | null;
  is_late: Generated<boolean>;
  next_at: Date;
  fence: Generated<number>;
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
  kind: 'CARBS' | 'INSULIN' | 'EXERCISE' | 'NOTE' | 'CALIBRATION';
  insulin_type: 'FAST' | 'LONG' | null;
  intensity: 'LIGHT' | 'MEDIUM' | 'HEAVY' | null;
  note_sealed: Buffer | null;
  taken_at: Date;
  utc_offset_minutes: number | null;
  amount: number | null;
  recorded_at: Date | null;
  received_at: Date;
  changed_at: Date;
  revision: number;
  deleted_at: Date | null;
}

export interface DeviceTable {
  user_id: string;
  provider: number;
  id: string;
  transmitter_id: string;
  transmitter_generation: string;
  display_device: string;
  display_app: string;
  last_upload_at: Date | null;
  first_seen_at: Date;
  changed_at: Date;
  revision: number;
}
