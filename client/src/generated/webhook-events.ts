/**
 * What webhooks carry, made of the JSON Schema of the gateway. Instants are ISO 8601 in UTC.
 * Ids are UUIDs; in GraphQL a user of id `x` is `User:x`, and either is taken as an argument.
 */

/**
 * What a webhook carries, which is also the payload of an event over GraphQL.
 */
export type WebhookEvent =
  | DailyDataGlucoseCreated
  | DailyDataGlucoseUpdated
  | DailyDataGlucoseDeleted
  | HistoricalDataGlucoseCreated
  | ProviderConnectionCreated
  | ProviderConnectionError
  | ProviderConnectionStalled
  | ProviderConnectionRecovered
  | ProviderConnectionDisconnected
  | WebhookEndpointDisabled
  | WebhookEndpointTest
  | MessageAttemptExhausted
  | LinkOpened
  | LinkFailed
  | LinkAbandoned
  | DexcomStatusChanged
  | DailyDataCarbohydratesCreated
  | DailyDataCarbohydratesUpdated
  | DailyDataCarbohydratesDeleted
  | DailyDataInsulinInjectionCreated
  | DailyDataInsulinInjectionUpdated
  | DailyDataInsulinInjectionDeleted
  | HistoricalDataCarbohydratesCreated
  | HistoricalDataInsulinInjectionCreated
  | DailyDataWorkoutDurationCreated
  | DailyDataWorkoutDurationUpdated
  | DailyDataWorkoutDurationDeleted
  | DailyDataNoteCreated
  | DailyDataNoteUpdated
  | DailyDataNoteDeleted
  | DailyDataCalibrationCreated
  | DailyDataCalibrationUpdated
  | DailyDataCalibrationDeleted
  | HistoricalDataWorkoutDurationCreated
  | HistoricalDataNoteCreated
  | HistoricalDataCalibrationCreated
  | ProviderDeviceCreated
  | ProviderDeviceUpdated;

export interface DailyDataGlucoseCreated {
  event_type: 'daily.data.glucose.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: GlucoseData;
}
export interface GlucoseData {
  /**
   * Whose event it is.
   */
  user_id: string;
  source_id: number;
  source: {
    provider: string;
    type: string;
    app_id: string | null;
    device_id: string | null;
    sport: string | null;
    workout_id: string | null;
    name: string;
    slug: string;
    logo: string;
  };
  data: WebhookSample[];
}
/**
 * One reading.
 */
export interface WebhookSample {
  /**
   * When it was taken, to the second.
   */
  timestamp: string;
  /**
   * Seconds; null when not known.
   */
  timezone_offset: number | null;
  type: string | null;
  unit: 'mmol/L';
  /**
   * mmol/L with two decimals, which give the integer of mg/dL back.
   */
  value: number;
  /**
   * 39 (LOW) to 401 (HIGH).
   */
  value_mg_dl: number;
  /**
   * LOW and HIGH: only known to be below 40 or above 400 mg/dL.
   */
  range: 'LOW' | 'IN_RANGE' | 'HIGH';
  trend:
    | 'none'
    | 'double_up'
    | 'single_up'
    | 'forty_five_up'
    | 'flat'
    | 'forty_five_down'
    | 'single_down'
    | 'double_down'
    | 'not_computable'
    | 'rate_out_of_range';
  trend_arrow: string;
  /**
   * Order is not promised: of one `timestamp` keep the highest.
   */
  revision: number;
  /**
   * Whether it came after a newer reading was already here.
   */
  is_late: boolean;
  /**
   * When the gateway first had it.
   */
  received_at: string;
  /**
   * How its value came here; absent in events of gateways that knew Share alone.
   */
  origin?: 'share' | 'oauth' | 'import' | 'import_rounded' | 'sandbox';
}
export interface DailyDataGlucoseUpdated {
  event_type: 'daily.data.glucose.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: GlucoseData;
}
export interface DailyDataGlucoseDeleted {
  event_type: 'daily.data.glucose.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: GlucoseData;
}
export interface HistoricalDataGlucoseCreated {
  event_type: 'historical.data.glucose.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
/**
 * Its samples are read by GraphQL or as resources.
 */
export interface HistoryData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * From when on the samples of before are here.
   */
  start_date: string;
  /**
   * Up to when: the account was linked then.
   */
  end_date: string;
  /**
   * The slug of a provider.
   */
  provider: string;
  /**
   * Always true.
   */
  is_final: boolean;
}
export interface ProviderConnectionCreated {
  event_type: 'provider.connection.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: ConnectionCreatedData;
}
export interface ConnectionCreatedData {
  /**
   * Whose event it is.
   */
  user_id: string;
  provider: ProviderSource;
  source: ProviderSource;
  external_user_id: string | null;
  resource_availability: {
    [k: string]: {
      status: string;
      scope_requirements: {} | null;
    };
  };
}
export interface ProviderSource {
  name: string;
  slug: string;
  /**
   * The address of a picture; empty for none.
   */
  logo: string;
}
export interface ProviderConnectionError {
  event_type: 'provider.connection.error';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: ConnectionErrorData;
}
export interface ConnectionErrorData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The slug of a provider.
   */
  provider: string;
  connection_id: string;
  /**
   * As in GraphQL.
   */
  state:
    | 'WAITING'
    | 'FRESH'
    | 'DELAYED'
    | 'NO_RECENT_DATA'
    | 'SHARING_OFF'
    | 'NO_FOLLOWER'
    | 'CREDENTIALS_REFUSED'
    | 'NEEDS_ATTENTION'
    | 'LOCKED_OUT'
    | 'THROTTLED'
    | 'UNREACHABLE'
    | 'CLOCK_WRONG'
    | 'GATEWAY_FAULT'
    | 'DISCONNECTED'
    | 'NOT_POLLED';
  /**
   * Since when it is that.
   */
  state_since: string;
  /**
   * When the newest reading was taken; null for none.
   */
  newest_reading_at: string | null;
  /**
   * What it means: a sentence for the wearer.
   */
  message: string;
  error_type: string;
  /**
   * What the wearer can do about it.
   */
  error_details: string;
}
export interface ProviderConnectionStalled {
  event_type: 'provider.connection.stalled';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: ConnectionNewsData;
}
export interface ConnectionNewsData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The slug of a provider.
   */
  provider: string;
  connection_id: string;
  /**
   * As in GraphQL.
   */
  state:
    | 'WAITING'
    | 'FRESH'
    | 'DELAYED'
    | 'NO_RECENT_DATA'
    | 'SHARING_OFF'
    | 'NO_FOLLOWER'
    | 'CREDENTIALS_REFUSED'
    | 'NEEDS_ATTENTION'
    | 'LOCKED_OUT'
    | 'THROTTLED'
    | 'UNREACHABLE'
    | 'CLOCK_WRONG'
    | 'GATEWAY_FAULT'
    | 'DISCONNECTED'
    | 'NOT_POLLED';
  /**
   * Since when it is that.
   */
  state_since: string;
  /**
   * When the newest reading was taken; null for none.
   */
  newest_reading_at: string | null;
  /**
   * What it means: a sentence for the wearer.
   */
  message: string;
}
export interface ProviderConnectionRecovered {
  event_type: 'provider.connection.recovered';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: ConnectionNewsData;
}
export interface ProviderConnectionDisconnected {
  event_type: 'provider.connection.disconnected';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: ConnectionEndedData;
}
export interface ConnectionEndedData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The slug of a provider.
   */
  provider: string;
  connection_id: string;
}
export interface WebhookEndpointDisabled {
  event_type: 'webhook.endpoint.disabled';
  user_id: null;
  client_user_id: null;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: EndpointDisabledData;
}
export interface EndpointDisabledData {
  endpoint_id: string;
  reason: string;
  /**
   * Since when nothing arrives; null where that is not why.
   */
  failing_since: string | null;
  /**
   * When it was.
   */
  disabled_at: string;
}
export interface WebhookEndpointTest {
  event_type: 'webhook.endpoint.test';
  user_id: null;
  client_user_id: null;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: EndpointTestData;
}
export interface EndpointTestData {
  endpoint_id: string;
  message: string;
}
export interface MessageAttemptExhausted {
  event_type: 'message.attempt.exhausted';
  user_id: null;
  client_user_id: null;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: AttemptExhaustedData;
}
export interface AttemptExhaustedData {
  endpoint_id: string;
  event_id: string;
  event_type: string;
  attempt_count: number;
  last_attempt: {
    /**
     * When it was made.
     */
    at: string | null;
    /**
     * The HTTP status; null for none.
     */
    status: number | null;
    failure: string | null;
  };
}
export interface LinkOpened {
  event_type: 'link.opened';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: LinkData;
}
export interface LinkData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * Names the link; it proves nothing.
   */
  link_id: string | null;
  /**
   * The slug of a provider.
   */
  provider: string;
}
export interface LinkFailed {
  event_type: 'link.failed';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: LinkFailedData;
}
export interface LinkFailedData {
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * Names the link; it proves nothing.
   */
  link_id: string | null;
  /**
   * The slug of a provider.
   */
  provider: string;
  /**
   * A code, in capitals.
   */
  reason: string;
}
export interface LinkAbandoned {
  event_type: 'link.abandoned';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: LinkData;
}
export interface DexcomStatusChanged {
  event_type: 'dexcom.status.changed';
  user_id: null;
  client_user_id: null;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DexcomStatusData;
}
export interface DexcomStatusData {
  /**
   * The slug of a provider.
   */
  provider: string;
  region: 'us' | 'ous' | 'apac';
  request: 'login' | 'read';
  status: 'answers' | 'fails';
  /**
   * Since when it is that.
   */
  since: string;
  asked_count: number;
  answered_count: number;
}
export interface DailyDataCarbohydratesCreated {
  event_type: 'daily.data.carbohydrates.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DiaryData {
  /**
   * Whose event it is.
   */
  user_id: string;
  source_id: number;
  source: {
    provider: string;
    type: string;
    app_id: string | null;
    device_id: string | null;
    sport: string | null;
    workout_id: string | null;
    name: string;
    slug: string;
    logo: string;
  };
  data: WebhookDiaryEntry[];
  without_amount: WithoutAmount[];
}
/**
 * Something that a wearer entered.
 */
export interface WebhookDiaryEntry {
  id: null;
  /**
   * The provider's own id.
   */
  entry_id: string;
  /**
   * When it was eaten, injected, begun or measured.
   */
  timestamp: string;
  /**
   * The same as `timestamp`.
   */
  start: string;
  /**
   * When exercise ended; of all else the same as `start`.
   */
  end: string;
  /**
   * Seconds; null when not known.
   */
  timezone_offset: number | null;
  /**
   * Of insulin; null of all else.
   */
  type: 'rapid_acting' | 'long_acting' | 'unknown' | null;
  /**
   * Of exercise; null when not known, and of all else.
   */
  intensity?: 'low' | 'medium' | 'high' | null;
  /**
   * Order is not promised: of one `entry_id` keep the highest.
   */
  revision: number;
  /**
   * When it was typed in; null when not told.
   */
  recorded_at: string | null;
  /**
   * When the gateway first had it.
   */
  received_at: string;
  unit: 'g' | 'unit' | 'min' | 'mg/dL';
  value: number;
}
/**
 * The same, of which the provider told no amount.
 */
export interface WithoutAmount {
  id: null;
  /**
   * The provider's own id.
   */
  entry_id: string;
  /**
   * When it was eaten, injected, begun or measured.
   */
  timestamp: string;
  /**
   * The same as `timestamp`.
   */
  start: string;
  /**
   * When exercise ended; of all else the same as `start`.
   */
  end: string;
  /**
   * Seconds; null when not known.
   */
  timezone_offset: number | null;
  /**
   * Of insulin; null of all else.
   */
  type: 'rapid_acting' | 'long_acting' | 'unknown' | null;
  /**
   * Of exercise; null when not known, and of all else.
   */
  intensity?: 'low' | 'medium' | 'high' | null;
  /**
   * Order is not promised: of one `entry_id` keep the highest.
   */
  revision: number;
  /**
   * When it was typed in; null when not told.
   */
  recorded_at: string | null;
  /**
   * When the gateway first had it.
   */
  received_at: string;
  unit: 'g' | 'unit' | 'min' | 'mg/dL';
}
export interface DailyDataCarbohydratesUpdated {
  event_type: 'daily.data.carbohydrates.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataCarbohydratesDeleted {
  event_type: 'daily.data.carbohydrates.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataInsulinInjectionCreated {
  event_type: 'daily.data.insulin_injection.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataInsulinInjectionUpdated {
  event_type: 'daily.data.insulin_injection.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataInsulinInjectionDeleted {
  event_type: 'daily.data.insulin_injection.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface HistoricalDataCarbohydratesCreated {
  event_type: 'historical.data.carbohydrates.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
export interface HistoricalDataInsulinInjectionCreated {
  event_type: 'historical.data.insulin_injection.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
export interface DailyDataWorkoutDurationCreated {
  event_type: 'daily.data.workout_duration.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataWorkoutDurationUpdated {
  event_type: 'daily.data.workout_duration.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataWorkoutDurationDeleted {
  event_type: 'daily.data.workout_duration.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataNoteCreated {
  event_type: 'daily.data.note.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: NoteData;
}
export interface NoteData {
  /**
   * Whose event it is.
   */
  user_id: string;
  source_id: number;
  source: {
    provider: string;
    type: string;
    app_id: string | null;
    device_id: string | null;
    sport: string | null;
    workout_id: string | null;
    name: string;
    slug: string;
    logo: string;
  };
  data: WebhookNote[];
}
/**
 * That a wearer entered a note.
 */
export interface WebhookNote {
  id: null;
  /**
   * The provider's own id.
   */
  entry_id: string;
  /**
   * When it was eaten, injected, begun or measured.
   */
  timestamp: string;
  /**
   * The same as `timestamp`.
   */
  start: string;
  /**
   * When exercise ended; of all else the same as `start`.
   */
  end: string;
  /**
   * Seconds; null when not known.
   */
  timezone_offset: number | null;
  /**
   * Of insulin; null of all else.
   */
  type: 'rapid_acting' | 'long_acting' | 'unknown' | null;
  /**
   * Of exercise; null when not known, and of all else.
   */
  intensity?: 'low' | 'medium' | 'high' | null;
  /**
   * Order is not promised: of one `entry_id` keep the highest.
   */
  revision: number;
  /**
   * When it was typed in; null when not told.
   */
  recorded_at: string | null;
  /**
   * When the gateway first had it.
   */
  received_at: string;
  unit: 'text';
  /**
   * Empty: the text is read by GraphQL alone.
   */
  value: '';
}
export interface DailyDataNoteUpdated {
  event_type: 'daily.data.note.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: NoteData;
}
export interface DailyDataNoteDeleted {
  event_type: 'daily.data.note.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: NoteData;
}
export interface DailyDataCalibrationCreated {
  event_type: 'daily.data.calibration.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataCalibrationUpdated {
  event_type: 'daily.data.calibration.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface DailyDataCalibrationDeleted {
  event_type: 'daily.data.calibration.deleted';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DiaryData;
}
export interface HistoricalDataWorkoutDurationCreated {
  event_type: 'historical.data.workout_duration.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
export interface HistoricalDataNoteCreated {
  event_type: 'historical.data.note.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
export interface HistoricalDataCalibrationCreated {
  event_type: 'historical.data.calibration.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: HistoryData;
}
export interface ProviderDeviceCreated {
  event_type: 'provider.device.created';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DeviceData;
}
/**
 * What a person's readings come from.
 */
export interface DeviceData {
  id: string;
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The slug of a provider.
   */
  provider: string;
  source_type: 'automatic';
  app_id: null;
  device_manufacturer: null;
  /**
   * The same as `transmitter_generation`; null when not told.
   */
  device_model: string | null;
  device_version: null;
  /**
   * The same as `id`.
   */
  device_id: string;
  /**
   * Names the transmitter for this app alone; empty when not told.
   */
  transmitter_id: string;
  /**
   * In the provider's words.
   */
  transmitter_generation: string;
  /**
   * Such as `iOS` or `receiver`.
   */
  display_device: string;
  /**
   * Such as `G7`; empty when not told.
   */
  display_app: string;
  /**
   * When it last uploaded; null when not told.
   */
  last_upload_at: string | null;
  /**
   * Order is not promised: keep the highest.
   */
  revision: number;
}
export interface ProviderDeviceUpdated {
  event_type: 'provider.device.updated';
  /**
   * Whose event it is.
   */
  user_id: string;
  /**
   * The team's own id of the person.
   */
  client_user_id: string;
  team_id: string;
  /**
   * The same on each attempt, and in the header `svix-id`: take each once.
   */
  id: string;
  /**
   * When it was appended to the log.
   */
  created_at: string;
  data: DeviceData;
}
