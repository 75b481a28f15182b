/**
 * What webhooks carry, which is also the `payload` of events over GraphQL. Instants are ISO 8601.
 * Ids are UUIDs; in GraphQL a user of id `x` is `User:x`, and either is taken as an argument.
 */
export type WebhookEvent =
  | EventOf<'daily.data.glucose.created', GlucoseData>
  | EventOf<'daily.data.glucose.updated', GlucoseData>
  | EventOf<'provider.connection.created', ConnectionCreatedData>
  | EventOf<'provider.connection.error', ConnectionErrorData>
  | EventOf<'provider.connection.stalled', ConnectionNewsData>
  | EventOf<'provider.connection.recovered', ConnectionNewsData>
  | EventOf<'provider.connection.disconnected', ConnectionEndedData>
  | EventOf<'webhook.endpoint.disabled', EndpointDisabledData, null>
  | EventOf<'webhook.endpoint.test', EndpointTestData, null>
  | EventOf<'message.attempt.exhausted', AttemptExhaustedData, null>;

export type WebhookEventType = WebhookEvent['event_type'];

/** Whether an event brings readings, new or changed: both are taken alike. */
export function isGlucoseEvent(
  event: WebhookEvent,
): event is Extract<WebhookEvent, { readonly data: GlucoseData }> {
  return event.event_type.startsWith('daily.data.glucose.');
}

/** `UserId` is null for an event that concerns the team and none of its users. */
export interface EventOf<Type extends string, Data, UserId = string> {
  readonly event_type: Type;
  readonly user_id: UserId;
  /** Your own id of the person. */
  readonly client_user_id: UserId;
  readonly team_id: string;
  /** The same on each attempt, and in the header `webhook-id`: take each once. */
  readonly id: string;
  readonly created_at: string;
  readonly data: Data;
}

export interface GlucoseData {
  readonly user_id: string;
  readonly source_id: number;
  readonly source: {
    readonly provider: string;
    readonly type: string;
    readonly app_id: string | null;
    readonly device_id: string | null;
    readonly sport: string | null;
    readonly workout_id: string | null;
    readonly name: string;
    readonly slug: string;
    readonly logo: string;
  };
  readonly data: readonly WebhookSample[];
}

/** One reading. Order is not promised: of one `timestamp` keep the highest `revision`. */
export interface WebhookSample {
  /** When it was taken, to the second. */
  readonly timestamp: string;
  /** Seconds; null when not known. */
  readonly timezone_offset: number | null;
  readonly type: string | null;
  readonly unit: 'mmol/L';
  /** Two decimals, which give the integer of mg/dL back. */
  readonly value: number;
  /** 39 to 401. */
  readonly value_mg_dl: number;
  /** LOW and HIGH: only known to be below 40 or above 400 mg/dL. */
  readonly range: 'LOW' | 'IN_RANGE' | 'HIGH';
  readonly trend:
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
  readonly trend_arrow: string;
  readonly revision: number;
  /** Whether it came after a newer reading was already here. */
  readonly is_late: boolean;
  readonly received_at: string;
  /** How its value came here; absent in events of gateways that knew Share alone. */
  readonly origin?: 'share' | 'oauth' | 'import' | 'sandbox';
}

interface WebhookProvider {
  readonly name: string;
  readonly slug: string;
  readonly logo: string;
}

export interface ConnectionCreatedData {
  readonly user_id: string;
  readonly provider: WebhookProvider;
  readonly source: WebhookProvider;
  readonly external_user_id: string | null;
  readonly resource_availability: Readonly<
    Record<string, { readonly status: string; readonly scope_requirements: object | null }>
  >;
}

export interface ConnectionNewsData {
  readonly user_id: string;
  readonly provider: string;
  readonly connection_id: string;
  /** A state of a connection, as in GraphQL. */
  readonly state: string;
  readonly state_since: string;
  /** Null when none has come. */
  readonly newest_reading_at: string | null;
  /** What the state means: a sentence for the wearer. */
  readonly message: string;
}

export interface ConnectionErrorData extends ConnectionNewsData {
  readonly error_type: string;
  /** What the wearer can do about it. */
  readonly error_details: string;
}

export interface ConnectionEndedData {
  readonly user_id: string;
  readonly provider: string;
  readonly connection_id: string;
}

export interface EndpointDisabledData {
  readonly endpoint_id: string;
  readonly reason: string;
  readonly failing_since: string | null;
  readonly disabled_at: string;
}

export interface EndpointTestData {
  readonly endpoint_id: string;
  readonly message: string;
}

export interface AttemptExhaustedData {
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly attempt_count: number;
  readonly last_attempt: {
    readonly at: string | null;
    readonly status: number | null;
    readonly failure: string | null;
  };
}
