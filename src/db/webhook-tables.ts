import type { Generated } from 'kysely';

/** The tables of webhooks: endpoints, deliveries with their attempts, replays. */
export interface WebhookEndpointTable {
  id: string;
  team_id: string;
  /** Of a row that is resealed, scheme and host alone. */
  url: string;
  url_sealed: Buffer | null;
  description: Generated<string>;
  event_types: string[] | null;
  user_id: string | null;
  header_names: Generated<string[]>;
  headers_sealed: Buffer | null;
  rate_per_second: number | null;
  secret_sealed: Buffer;
  previous_secret_sealed: Buffer | null;
  previous_secret_until: Date | null;
  disabled_at: Date | null;
  disabled_reason: 'BY_TEAM' | 'GONE' | 'FAILING' | null;
  failing_since: Date | null;
  slowed_until: Date | null;
  concurrency: number;
  rate_free_at: Generated<Date>;
  created_position: number;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

export interface WebhookCheckpointTable {
  id: Generated<boolean>;
  position: Generated<number>;
  appended_at: Generated<Date>;
}

export interface WebhookDeliveryTable {
  endpoint_id: string;
  event_position: number;
  event_appended_at: Date;
  event_id: string;
  event_type: string;
  user_id: string | null;
  state: Generated<'PENDING' | 'SUCCEEDED' | 'EXHAUSTED' | 'CANCELLED'>;
  attempt_count: Generated<number>;
  tries_left: Generated<number>;
  next_attempt_at: Date | null;
  lease_until: Generated<Date>;
  fence: Generated<number>;
  created_at: Date;
  settled_at: Date | null;
}

export interface WebhookAttemptTable {
  endpoint_id: string;
  event_position: number;
  number: number;
  at: Date;
  status: number | null;
  failure: string | null;
  duration_ms: number;
  answer_head: string | null;
  answer_headers: string | null;
}

export interface WebhookReplayTable {
  id: string;
  endpoint_id: string;
  kind: 'REPLAY' | 'RECOVER';
  after_position: number;
  reached_position: number;
  last_position: number;
  staged_count: Generated<number>;
  created_at: Date;
  finished_at: Date | null;
  is_cut_short: Generated<boolean>;
}
