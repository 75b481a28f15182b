import { prepare } from '#db';
import { sealedNoteText } from '#diary';
import { originOf, trendOf } from '#glucose';
import { providerOfNumber, sensorFamilyOfNumber } from '#providers';
import type { Sealer } from '#std/sealed-box';

/**
 * What an export holds of a person, table by table. Columns that are not listed are left out:
 * secrets and their hashes, data of the team, and technical columns. A test walks all columns of the
 * database and holds the reason for each.
 */
export interface ExportSection {
  /** The name of the list in the file. */
  readonly name: string;
  readonly table: string;
  /** Which rows are the person's; `$1` is the user, `$2` the team, `$3` the user's connections. */
  readonly condition: string;
  /**
   * The columns that order the pages, with their types; together unique, the first one selective.
   */
  readonly key: Readonly<
    Record<string, 'uuid' | 'timestamptz' | 'date' | 'text' | 'smallint' | 'integer' | 'bigint'>
  >;
  readonly columns: readonly string[];
  /** Columns whose stored number stands for a name. */
  readonly names?: Readonly<Record<string, (stored: never) => string>>;
  /** Columns that are sealed, and yet the person's own; the name of each ends in `_sealed`. */
  readonly sealed?: Readonly<
    Record<string, (sealer: Sealer, userId: string, row: never) => string | null>
  >;
  /** Fewer rows in a page where rows are large. */
  readonly rowsPerPage?: number;
}

const isOfUser = 'user_id = $1::uuid';
const isOfConnection = 'connection_id = any($3::uuid[])';

/** Read first: polls may lie elsewhere than connections, and are asked for by their ids. */
export const selectConnectionIds = prepare<{ id: string }>(
  'select id from connections where user_id = $1::uuid',
);
/** Deliveries of events of the person, and those to an endpoint that is for this person alone. */
const isDeliveryOfUser = `(user_id = $1::uuid
  or endpoint_id in (select id from webhook_endpoints where user_id = $1::uuid))`;

/** The person: a single row. */
export const personSection: ExportSection = {
  name: 'user',
  table: 'users',
  condition: 'id = $1::uuid',
  key: { id: 'uuid' },
  columns: [
    ...['id', 'client_user_id', 'time_zone', 'birth_date', 'created_at', 'updated_at'],
    ...['deleted_at', 'erase_at'],
  ],
};

/** The lists, in the order of the file. */
export const exportSections: readonly ExportSection[] = [
  {
    name: 'glucoseGoals',
    table: 'glucose_goals',
    condition: isOfUser,
    key: { user_id: 'uuid' },
    columns: ['goals'],
  },
  {
    name: 'connections',
    table: 'connections',
    condition: isOfUser,
    key: { id: 'uuid' },
    columns: [
      ...['id', 'provider', 'region', 'state', 'state_since', 'state_until', 'connected_at'],
      ...['disconnected_at', 'session_opened_at', 'refusal_count', 'first_refused_at'],
      ...['is_sharing_on', 'follower_count', 'sharing_asked_at', 'stalled_told_at'],
      'error_told_at',
    ],
  },
  {
    name: 'pollPlans',
    table: 'poll_plans',
    condition: isOfConnection,
    key: { connection_id: 'uuid' },
    columns: [
      ...['connection_id', 'next_poll_at', 'reason', 'is_suspect', 'memory', 'newest_taken_at'],
      ...['last_poll_at', 'last_reading_at', 'last_outcome', 'last_request', 'aside_count'],
    ],
  },
  {
    name: 'histories',
    table: 'pulls',
    condition: isOfConnection,
    key: { connection_id: 'uuid', resource: 'text' },
    columns: [
      ...['connection_id', 'resource', 'from_at', 'to_at', 'done_down_to', 'kept_count'],
      ...['refused_at', 'ended_at', 'looked_at', 'is_late'],
    ],
  },
  {
    name: 'polls',
    table: 'polls',
    condition: isOfConnection,
    key: { connection_id: 'uuid', at: 'timestamptz' },
    columns: ['connection_id', 'at', 'outcome', 'created_count', 'updated_count', 'duration_ms'],
  },
  {
    name: 'linkTokens',
    table: 'link_tokens',
    condition: isOfUser,
    key: { id: 'uuid' },
    columns: [
      ...['id', 'public_id', 'mode', 'provider', 'locale', 'region', 'created_at', 'expires_at'],
      ...['opened_at', 'used_at', 'abandoned_at', 'revoked_at', 'connection_id'],
    ],
  },
  {
    name: 'linkAttempts',
    table: 'link_attempts',
    condition: 'link_token_id in (select id from link_tokens where user_id = $1::uuid)',
    key: { link_token_id: 'uuid', started_at: 'timestamptz' },
    columns: ['link_token_id', 'attempt_id', 'started_at', 'ended_at', 'answer'],
  },
  {
    name: 'samples',
    table: 'glucose_samples',
    condition: isOfUser,
    key: { taken_at: 'timestamptz', family: 'smallint' },
    columns: [
      ...['taken_at', 'value_mg_dl', 'trend', 'utc_offset_minutes', 'received_at', 'is_late'],
      ...['revision', 'provider', 'family', 'origin'],
    ],
    names: {
      trend: trendOf,
      provider: providerOfNumber,
      family: sensorFamilyOfNumber,
      origin: originOf,
    },
  },
  {
    name: 'removedSamples',
    table: 'removed_samples',
    condition: isOfUser,
    key: { taken_at: 'timestamptz', family: 'smallint' },
    columns: ['taken_at', 'family', 'revision', 'removed_at'],
    names: { family: sensorFamilyOfNumber },
  },
  {
    name: 'diaryEntries',
    table: 'diary_entries',
    condition: isOfUser,
    key: { taken_at: 'timestamptz', provider: 'smallint', source_id: 'text' },
    columns: [
      ...['taken_at', 'provider', 'source_id', 'kind', 'insulin_type', 'intensity', 'amount'],
      'note_sealed',
      ...[
        'utc_offset_minutes',
        'recorded_at',
        'received_at',
        'changed_at',
        'revision',
        'deleted_at',
      ],
    ],
    names: { provider: providerOfNumber },
    sealed: { note_sealed: noteTextOf },
  },
  {
    name: 'devices',
    table: 'devices',
    condition: isOfUser,
    key: { id: 'uuid' },
    columns: [
      ...['id', 'provider', 'transmitter_id', 'transmitter_generation', 'display_device'],
      ...['display_app', 'last_upload_at', 'first_seen_at', 'changed_at', 'revision'],
    ],
    names: { provider: providerOfNumber },
  },
  {
    name: 'sensorCadences',
    table: 'sensor_cadences',
    condition: isOfUser,
    key: { from_at: 'timestamptz' },
    columns: ['from_at', 'seconds'],
  },
  {
    name: 'sampleHoles',
    table: 'sample_holes',
    condition: isOfUser,
    key: { connection_id: 'uuid', from_at: 'timestamptz' },
    columns: ['connection_id', 'from_at', 'to_at', 'reason', 'recorded_at'],
  },
  {
    name: 'readingsAside',
    table: 'readings_aside',
    condition: isOfConnection,
    key: { connection_id: 'uuid', taken_at: 'timestamptz' },
    columns: ['connection_id', 'taken_at', 'value_mg_dl', 'reason', 'seen_at'],
  },
  {
    name: 'events',
    table: 'events',
    condition: isOfUser,
    key: { position: 'bigint' },
    columns: ['position', 'appended_at', 'id', 'type', 'endpoint_id', 'payload'],
    rowsPerPage: 100,
  },
  {
    name: 'webhookEndpoints',
    table: 'webhook_endpoints',
    condition: isOfUser,
    key: { id: 'uuid' },
    columns: ['id', 'event_types', 'created_at', 'disabled_at', 'disabled_reason', 'deleted_at'],
  },
  {
    name: 'webhookDeliveries',
    table: 'webhook_deliveries',
    condition: isDeliveryOfUser,
    key: { endpoint_id: 'uuid', event_position: 'bigint' },
    columns: [
      ...['endpoint_id', 'event_position', 'event_appended_at', 'event_id', 'event_type', 'state'],
      ...['attempt_count', 'tries_left', 'next_attempt_at', 'created_at', 'settled_at'],
    ],
  },
  {
    name: 'webhookAttempts',
    table: 'webhook_attempts',
    condition: `(endpoint_id, event_position) in (
      select endpoint_id, event_position from webhook_deliveries where ${isDeliveryOfUser})`,
    key: { endpoint_id: 'uuid', event_position: 'bigint', number: 'integer' },
    columns: [
      ...['endpoint_id', 'event_position', 'number', 'at', 'status', 'failure', 'duration_ms'],
      ...['answer_head', 'answer_headers'],
    ],
  },
  {
    name: 'auditEntries',
    table: 'audit_entries',
    condition: `team_id = $2::uuid and (
      (subject_kind = 'user' and subject_id = $1::uuid::text)
      or (subject_kind = 'connection'
        and subject_id in (select id::text from connections where user_id = $1::uuid)))`,
    key: { id: 'uuid' },
    columns: [
      ...['id', 'at', 'actor_kind', 'actor_id', 'action', 'subject_kind', 'subject_id'],
      ...['address', 'detail'],
    ],
  },
  {
    name: 'glucoseReads',
    table: 'glucose_reads',
    condition: isOfUser,
    key: { day: 'date', actor_kind: 'text', actor_id: 'text' },
    columns: ['day', 'actor_kind', 'actor_id', 'count'],
  },
];

interface NoteRow {
  readonly provider: number;
  readonly source_id: string;
  readonly note_sealed: Buffer | null;
}

function noteTextOf(sealer: Sealer, userId: string, row: NoteRow): string | null {
  const { provider, source_id: sourceId, note_sealed: box } = row;
  return sealedNoteText(sealer, { userId, provider, sourceId }, box);
}
