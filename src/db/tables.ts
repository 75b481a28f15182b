import type { ColumnType, Generated, JSONColumnType, Kysely } from 'kysely';
import type { ConsoleCodeTable, ConsoleSessionTable } from './console-tables.ts';
import type { DeploymentTable, NodeTable } from './deployment-tables.ts';
import type {
  ConsentTable,
  LinkAttemptTable,
  LinkPageTable,
  LinkTokenTable,
} from './link-tables.ts';
import type { DeviceTable, DiaryEntryTable, PollTable, PullTable } from './poll-tables.ts';
import type {
  WebhookAttemptTable,
  WebhookCheckpointTable,
  WebhookDeliveryTable,
  WebhookEndpointTable,
  WebhookReplayTable,
} from './webhook-tables.ts';

/**
 * The types of the tables for Kysely. The schema itself is in `migrations/`; the dump under
 * `test/fixtures/golden` shows the result. Instants are Dates, positions are safe integers.
 */
export interface Database {
  deployment: DeploymentTable;
  nodes: NodeTable;
  teams: TeamTable;
  api_keys: ApiKeyTable;
  users: UserTable;
  audit_entries: AuditEntryTable;
  glucose_reads: GlucoseReadTable;
  glucose_goals: GlucoseGoalTable;
  console_sessions: ConsoleSessionTable;
  console_codes: ConsoleCodeTable;
  link_pages: LinkPageTable;
  link_tokens: LinkTokenTable;
  link_attempts: LinkAttemptTable;
  consents: ConsentTable;
  connections: ConnectionTable;
  poll_plans: PollPlanTable;
  pulls: PullTable;
  dexcom_accounts: DexcomAccountTable;
  login_budgets: LoginBudgetTable;
  rate_windows: RateWindowTable;
  polls: PollTable;
  glucose_samples: GlucoseSampleTable;
  sample_holes: SampleHoleTable;
  sensor_cadences: SensorCadenceTable;
  region_status: RegionStatusTable;
  removed_samples: RemovedSampleTable;
  diary_entries: DiaryEntryTable;
  devices: DeviceTable;
  sample_repair: SampleRepairTable;
  readings_aside: ReadingAsideTable;
  log_head: LogHeadTable;
  log_days: LogDayTable;
  events: EventTable;
  webhook_endpoints: WebhookEndpointTable;
  webhook_checkpoint: WebhookCheckpointTable;
  webhook_deliveries: WebhookDeliveryTable;
  webhook_attempts: WebhookAttemptTable;
  webhook_replays: WebhookReplayTable;
}

/** What statements are sent through: a pool of sessions, or a transaction. */
export type Db = Kysely<Database>;

export interface TeamTable {
  id: string;
  name: string;
  follower_contact: string | null;
  refuses_shared_accounts: Generated<boolean>;
  created_at: Generated<Date>;
}

export interface ApiKeyTable {
  id: string;
  team_id: string;
  name: string;
  hint: string;
  hash: Buffer;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  /** Null: all. */
  scopes: string[] | null;
  /** Null: everywhere. */
  address_ranges: string[] | null;
  created_by_key_id: string | null;
  /** When what the key had opened was ended with it. */
  opened_ended_at: Date | null;
}

export interface UserTable {
  id: string;
  team_id: string;
  client_user_id: string;
  time_zone: string | null;
  /** A calendar date, `YYYY-MM-DD`. */
  birth_date: string | null;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
  erase_at: Date | null;
  /** User tokens of an earlier one have ended. */
  token_generation: Generated<number>;
}

export interface GlucoseGoalTable {
  user_id: string;
  goals: 'older-or-high-risk' | 'pregnancy';
}

export interface AuditEntryTable {
  id: string;
  team_id: string | null;
  at: Date;
  actor_kind: 'api-key' | 'user-token' | 'link-token' | 'session' | 'command-line' | 'system';
  actor_id: string | null;
  action: string;
  subject_kind: string | null;
  subject_id: string | null;
  address: string | null;
  detail: JSONColumnType<Record<string, unknown>, string | undefined, string>;
  webhook_url_sealed: Buffer | null;
}

export interface GlucoseReadTable {
  user_id: string;
  day: string;
  actor_kind: 'api-key' | 'user-token' | 'session';
  actor_id: string;
  count: number;
}

export interface ConnectionTable {
  id: string;
  team_id: string;
  user_id: string;
  provider: string;
  region: 'US' | 'OUS' | 'APAC';
  account_key: Buffer;
  credentials_sealed: Buffer | null;
  session_sealed: Buffer | null;
  session_opened_at: Date | null;
  state: string;
  state_since: Date;
  state_until: Date | null;
  refusal_count: Generated<number>;
  first_refused_at: Date | null;
  is_sharing_on: boolean | null;
  follower_count: number | null;
  sharing_asked_at: Date | null;
  stalled_told_at: Date | null;
  error_told_at: Date | null;
  connected_at: Date;
  disconnected_at: Date | null;
}

export interface PollPlanTable {
  connection_id: string;
  provider: Generated<string>;
  region: 'US' | 'OUS' | 'APAC';
  account_key: Buffer;
  is_suspect: Generated<boolean>;
  next_poll_at: Date | null;
  reason: Generated<string>;
  fence: Generated<number>;
  lease_until: Generated<Date>;
  memory: ColumnType<unknown, string | undefined, string>;
  newest_taken_at: Generated<Date | null>;
  last_poll_at: Generated<Date | null>;
  last_reading_at: Generated<Date | null>;
  last_outcome: Generated<string | null>;
  last_request: Generated<'login' | 'read' | null>;
  aside_count: Generated<number>;
}

export interface DexcomAccountTable {
  account_key: Buffer;
  read_not_before: Generated<Date>;
  /** Dexcom asked to be left alone until then. */
  throttled_until: Date | null;
}

export interface LoginBudgetTable {
  key: Buffer;
  /** Where a name is known to lead to: the budget that counts. */
  account_key: Buffer | null;
  permits: Generated<Date[]>;
  /** Those of them that went to strangers. */
  stranger_permits: Generated<Date[]>;
  /** Requests with the password beyond the one that each permit stands for. */
  extra_requests: Generated<Date[]>;
  locked_until: Date | null;
  throttled_until: Date | null;
  /** Of a team and a name: how often in a row it was refused, and until when the team waits. */
  refusal_count: Generated<number>;
  retry_at: Date | null;
  expires_at: Date;
}

export interface RateWindowTable {
  key: Buffer;
  hits: Generated<Date[]>;
  expires_at: Date;
}

export interface GlucoseSampleTable {
  user_id: string;
  taken_at: Date;
  received_at: Date;
  revision: Generated<number>;
  value_mg_dl: number;
  family: number;
  provider: number;
  trend: number;
  utc_offset_minutes: number | null;
  is_late: boolean;
  origin: Generated<string>;
}

export interface SampleHoleTable {
  connection_id: string;
  user_id: string;
  from_at: Date;
  to_at: Date;
  reason: string;
  recorded_at: Date;
}

export interface RegionStatusTable {
  region: 'US' | 'OUS' | 'APAC';
  request: 'login' | 'read';
  /** Null while it is not known. */
  answers: boolean | null;
  since: Date;
  asked_count: number;
  answered_count: number;
  judged_at: Date;
}

export interface RemovedSampleTable {
  user_id: string;
  taken_at: Date;
  family: number;
  revision: number;
  removed_at: Date;
}

export interface SampleRepairTable {
  id: Generated<boolean>;
  reached_user_id: string;
  removed_count: Generated<number>;
  finished_at: Date | null;
}

export interface SensorCadenceTable {
  user_id: string;
  from_at: Date;
  seconds: number;
}

export interface ReadingAsideTable {
  connection_id: string;
  taken_at: Date;
  value_mg_dl: number;
  reason: string;
  seen_at: Date;
}

export interface LogHeadTable {
  id: Generated<boolean>;
  log_id: Generated<string>;
  floor_at: Generated<Date>;
  pruned_position: Generated<number>;
  /** The server and the database in which it is at home; null until a node has looked. */
  home: string | null;
}

export interface LogDayTable {
  starts_at: Date;
  after_position: number;
}

export interface EventTable {
  position: number;
  appended_at: Date;
  id: string;
  team_id: string;
  user_id: string | null;
  endpoint_id: string | null;
  type: string;
  payload: JSONColumnType<Record<string, unknown>, string, never>;
}
