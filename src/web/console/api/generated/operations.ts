/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from '../operation.ts';
/** What an API key may be allowed, each by itself. */
export type ApiKeyScope =
  /** Reads the audit. */
  | 'AUDIT'
  /** Deletes people, and undoes it. */
  | 'ERASE'
  /** Reads the log with its payloads, also live. */
  | 'EVENTS'
  /** Exports all that is held of a person. */
  | 'EXPORT'
  /** Makes and revokes API keys, with no more than its own. */
  | 'KEYS'
  /** Makes users, user tokens and link tokens, refreshes and disconnects. */
  | 'LINK'
  /** Reads people, their connections and their glucose. */
  | 'READ'
  /** Changes the team's settings. */
  | 'TEAM'
  /** Keeps webhook endpoints with their secrets, and so may send each event anywhere. */
  | 'WEBHOOKS';

/** Who did a deed. */
export type AuditActorKind =
  /** The team, with one of its keys. */
  | 'API_KEY'
  /** The operator of this deployment. */
  | 'COMMAND_LINE'
  /** A person who linked an account. */
  | 'LINK_TOKEN'
  /** Somebody in the console. */
  | 'SESSION'
  /** The gateway by itself. */
  | 'SYSTEM'
  /** A front end, with a token of a user. */
  | 'USER_TOKEN';

/** What a person can do about the state of a connection. */
export type ConnectionAction =
  /** Log in nowhere until the time shown. */
  | 'AVOID_LOGINS'
  /** Look whether the login is the wearer's own, and whether their app has Share at all. */
  | 'CHECK_LOGIN_AND_APP'
  /** Keep the phone near the sensor, and online. */
  | 'CHECK_PHONE'
  /** Look after the phone, the Dexcom app and the sensor. */
  | 'CHECK_PHONE_AND_SENSOR'
  /** Look what the Dexcom app says of the error that the sensor tells. */
  | 'CHECK_SENSOR'
  /** Look whether Share is on with a follower, and the sensor past its warm-up. */
  | 'CHECK_SHARING'
  /** Connect the account again, if readings are wanted. */
  | 'CONNECT'
  /** Invite a follower in the Dexcom app. */
  | 'INVITE_FOLLOWER'
  /** Give the user name, password and region anew. */
  | 'RECONNECT'
  /** Let the phone set its date and time by itself. */
  | 'SET_PHONE_CLOCK'
  /** Tell the team that runs this gateway. */
  | 'TELL_TEAM'
  /** Turn on Share in the Dexcom app. */
  | 'TURN_ON_SHARING';

/** Why there are readings, or why there are none. One at a time. */
export type ConnectionState =
  /** The clock of your phone is wrong, and your readings carry its times. */
  | 'CLOCK_WRONG'
  /** Dexcom refused your user name or password. This can be a passing fault. */
  | 'CREDENTIALS_REFUSED'
  /** The newest reading is late. */
  | 'DELAYED'
  /** Your account is not connected. */
  | 'DISCONNECTED'
  /** Readings are coming in. */
  | 'FRESH'
  /** This gateway cannot ask Dexcom, because of a fault of its own. */
  | 'GATEWAY_FAULT'
  /** Dexcom has locked your account for a while after too many logins. */
  | 'LOCKED_OUT'
  /** Dexcom refuses your user name or password. */
  | 'NEEDS_ATTENTION'
  /** This gateway has not asked Dexcom since the time shown. */
  | 'NOT_POLLED'
  /** Share has no follower, and without one Dexcom reports nothing. */
  | 'NO_FOLLOWER'
  /** Dexcom has had no reading from your sensor for more than 20 minutes. */
  | 'NO_RECENT_DATA'
  /** Sharing is turned off in your Dexcom app. */
  | 'SHARING_OFF'
  /** Dexcom has asked us to wait. */
  | 'THROTTLED'
  /** Dexcom cannot be reached. */
  | 'UNREACHABLE'
  /** Your account is connected, and the first reading has not come yet. */
  | 'WAITING';

/** What somebody may do in the console: a named set of scopes. */
export type ConsoleRole =
  /** What support may, and EVENTS, WEBHOOKS and AUDIT. */
  | 'DEVELOPER'
  /** Everything that the key of the session may. */
  | 'OWNER'
  /** People, their states and charts, link tokens and refreshing: READ and LINK. */
  | 'SUPPORT';

/** What a session of the console was opened with. */
export type ConsoleSessionOrigin =
  /** A key of the team. */
  | 'API_KEY'
  /** A code of "gateway console-login". */
  | 'CODE'
  /** A click, in the sandbox. */
  | 'SANDBOX';

/** Why data do not suffice to speak of glucose in general. */
export type DataShortage =
  /** There are no readings in the range. */
  | 'NO_READINGS'
  /** The range that was asked for is shorter than 14 days. */
  | 'UNDER_14_DAYS'
  /** The readings stand for less than 70 % of the range that was asked for. */
  | 'UNDER_70_PERCENT';

/** Whether Dexcom answers. */
export type DexcomAnswer =
  /** Most are answered. */
  | 'ANSWERS'
  /** Fewer than half are answered: it is Dexcom, and no single person. */
  | 'FAILS'
  /** Too few were asked lately to know. */
  | 'UNKNOWN';

/** What an entry is about. */
export type DiaryKind =
  /** Blood glucose that was measured, by which the sensor was corrected. No sample. */
  | 'CALIBRATION'
  /** Carbohydrates that were eaten. */
  | 'CARBS'
  /** Exercise. */
  | 'EXERCISE'
  /** Insulin that was injected. */
  | 'INSULIN'
  /** A note. */
  | 'NOTE';

/** What a failure is called; a code never changes its meaning. */
export type ErrorCode =
  /** Dexcom has locked the account for a while. */
  | 'ACCOUNT_LOCKED_OUT'
  /** The account is linked to another user of the team. */
  | 'ACCOUNT_TAKEN'
  /** The gateway's app at the provider has as many connections as it may. */
  | 'APP_CONNECTIONS_EXHAUSTED'
  /** The link was checked too often. */
  | 'CHECK_LIMITED'
  /** The team has a user with this clientUserId. */
  | 'CLIENT_USER_ID_TAKEN'
  /** The wearer came back from the consent page too late. */
  | 'CONSENT_EXPIRED'
  /** The wearer did not consent. */
  | 'CONSENT_REFUSED'
  /** Dexcom refused user name, password or region. */
  | 'CREDENTIALS_REFUSED'
  /** Events after the cursor are no longer kept. */
  | 'CURSOR_TOO_OLD'
  /** Dexcom cannot be reached, or did not answer sensibly. */
  | 'DEXCOM_UNREACHABLE'
  /** Events came faster than a subscriber took them. */
  | 'FELL_BEHIND'
  /** The credential does not give the right to this. */
  | 'FORBIDDEN'
  /** The cursor is of another log. */
  | 'FOREIGN_CURSOR'
  /** An argument does not say what its field takes. */
  | 'INVALID_ARGUMENT'
  /** The team has not registered this address. */
  | 'LINK_ADDRESS_NOT_REGISTERED'
  /** The attempt to link is still under way. */
  | 'LINK_ATTEMPT_UNSETTLED'
  /** Too many attempts to link; the gateway or Dexcom asks to wait. */
  | 'LINK_THROTTLED'
  /** The link token has expired. */
  | 'LINK_TOKEN_EXPIRED'
  /** The link token does not exist. */
  | 'LINK_TOKEN_INVALID'
  /** The link token was taken back. */
  | 'LINK_TOKEN_REVOKED'
  /** The link token was used up. */
  | 'LINK_TOKEN_USED'
  /** There is no connection to renew or to check. */
  | 'NOT_CONNECTED'
  /** No such thing, or none that the caller may see. */
  | 'NOT_FOUND'
  /** The user is connected to another account. */
  | 'OTHER_ACCOUNT_CONNECTED'
  /** The account gives the readings of another person. */
  | 'OTHER_WEARER'
  /** The gateway has no app at the provider for this region. */
  | 'PROVIDER_NOT_CONFIGURED'
  /** The team has or makes as much as it may. */
  | 'QUOTA_EXCEEDED'
  /** The user was refreshed too often within an hour. */
  | 'REFRESH_LIMITED'
  /** There is no such region. */
  | 'REGION_UNSUPPORTED'
  /** The team has as many endpoints as it may. */
  | 'TOO_MANY_WEBHOOK_ENDPOINTS'
  /** As many replays are under way as may be. */
  | 'TOO_MANY_WEBHOOK_REPLAYS'
  /** This needs a credential, or one that has not ended. */
  | 'UNAUTHENTICATED'
  /** This node cannot answer for the moment. */
  | 'UNAVAILABLE'
  /** The delivery is being sent at this moment. */
  | 'WEBHOOK_DELIVERY_IN_FLIGHT'
  /** The endpoint is switched off. */
  | 'WEBHOOK_ENDPOINT_DISABLED'
  /** The event of the delivery is no longer kept. */
  | 'WEBHOOK_EVENT_GONE'
  /** Nothing can be sent to this URL. */
  | 'WEBHOOK_URL_REFUSED';

/** What an event tells. In payloads the names are in lower case with dots. */
export type EventType =
  /** `daily.data.calibration.created`: Blood glucose by which a user corrected the sensor. */
  | 'DAILY_DATA_CALIBRATION_CREATED'
  /** `daily.data.calibration.deleted`: Calibrations that were removed, as they were. */
  | 'DAILY_DATA_CALIBRATION_DELETED'
  /** `daily.data.calibration.updated`: Calibrations that changed: a higher revision. */
  | 'DAILY_DATA_CALIBRATION_UPDATED'
  /** `daily.data.carbohydrates.created`: Carbohydrates that a user entered. */
  | 'DAILY_DATA_CARBOHYDRATES_CREATED'
  /** `daily.data.carbohydrates.deleted`: Entries of carbohydrates that were removed, as they were. */
  | 'DAILY_DATA_CARBOHYDRATES_DELETED'
  /** `daily.data.carbohydrates.updated`: Entries of carbohydrates that changed: a higher revision. */
  | 'DAILY_DATA_CARBOHYDRATES_UPDATED'
  /** `daily.data.glucose.created`: New samples of a user. */
  | 'DAILY_DATA_GLUCOSE_CREATED'
  /** `daily.data.glucose.deleted`: Samples of a user that are no more, as they were: each under a higher revision. */
  | 'DAILY_DATA_GLUCOSE_DELETED'
  /** `daily.data.glucose.updated`: Samples of a user that changed: each has a higher revision. */
  | 'DAILY_DATA_GLUCOSE_UPDATED'
  /** `daily.data.insulin_injection.created`: Insulin that a user entered. */
  | 'DAILY_DATA_INSULIN_INJECTION_CREATED'
  /** `daily.data.insulin_injection.deleted`: Entries of insulin that were removed, as they were. */
  | 'DAILY_DATA_INSULIN_INJECTION_DELETED'
  /** `daily.data.insulin_injection.updated`: Entries of insulin that changed: a higher revision. */
  | 'DAILY_DATA_INSULIN_INJECTION_UPDATED'
  /** `daily.data.note.created`: Notes that a user entered; without their text, which is kept sealed. */
  | 'DAILY_DATA_NOTE_CREATED'
  /** `daily.data.note.deleted`: Notes that were removed. */
  | 'DAILY_DATA_NOTE_DELETED'
  /** `daily.data.note.updated`: Notes that changed: a higher revision. */
  | 'DAILY_DATA_NOTE_UPDATED'
  /** `daily.data.workout_duration.created`: Exercise that a user entered. */
  | 'DAILY_DATA_WORKOUT_DURATION_CREATED'
  /** `daily.data.workout_duration.deleted`: Entries of exercise that were removed, as they were. */
  | 'DAILY_DATA_WORKOUT_DURATION_DELETED'
  /** `daily.data.workout_duration.updated`: Entries of exercise that changed: a higher revision. */
  | 'DAILY_DATA_WORKOUT_DURATION_UPDATED'
  /** `dexcom.status.changed`: Dexcom has stopped to answer logins or reads of a region, or answers them again. */
  | 'DEXCOM_STATUS_CHANGED'
  /** `historical.data.calibration.created`: All past calibrations of a connection are here. */
  | 'HISTORICAL_DATA_CALIBRATION_CREATED'
  /** `historical.data.carbohydrates.created`: All past carbohydrates of a connection are here. */
  | 'HISTORICAL_DATA_CARBOHYDRATES_CREATED'
  /** `historical.data.glucose.created`: The history of a new connection is here, all of it. */
  | 'HISTORICAL_DATA_GLUCOSE_CREATED'
  /** `historical.data.insulin_injection.created`: All past insulin of a connection is here. */
  | 'HISTORICAL_DATA_INSULIN_INJECTION_CREATED'
  /** `historical.data.note.created`: All past notes of a connection are here. */
  | 'HISTORICAL_DATA_NOTE_CREATED'
  /** `historical.data.workout_duration.created`: All past exercise of a connection is here. */
  | 'HISTORICAL_DATA_WORKOUT_DURATION_CREATED'
  /** `link.abandoned`: A link whose page was opened ended without a connection. */
  | 'LINK_ABANDONED'
  /** `link.failed`: An attempt to link failed; `reason` says why, and nothing tells a name. */
  | 'LINK_FAILED'
  /** `link.opened`: A wearer opened the page of a link. */
  | 'LINK_OPENED'
  /** `message.attempt.exhausted`: A delivery to a webhook endpoint was given up. */
  | 'MESSAGE_ATTEMPT_EXHAUSTED'
  /** `provider.connection.created`: A user was connected. */
  | 'PROVIDER_CONNECTION_CREATED'
  /** `provider.connection.disconnected`: A user was disconnected. */
  | 'PROVIDER_CONNECTION_DISCONNECTED'
  /** `provider.connection.error`: A connection needs a person. */
  | 'PROVIDER_CONNECTION_ERROR'
  /** `provider.connection.recovered`: Readings come again. */
  | 'PROVIDER_CONNECTION_RECOVERED'
  /** `provider.connection.stalled`: No readings have come for a while. */
  | 'PROVIDER_CONNECTION_STALLED'
  /** `provider.device.created`: A device of a user was told for the first time. */
  | 'PROVIDER_DEVICE_CREATED'
  /** `provider.device.updated`: A device of a user has uploaded again. */
  | 'PROVIDER_DEVICE_UPDATED'
  /** `webhook.endpoint.disabled`: Nothing more is sent to a webhook endpoint. */
  | 'WEBHOOK_ENDPOINT_DISABLED'
  /** `webhook.endpoint.test`: A webhook endpoint was sent a test. */
  | 'WEBHOOK_ENDPOINT_TEST';

/** How hard an exercise was, as the wearer says. */
export type ExerciseIntensity =
  /** Heavy. */
  | 'HEAVY'
  /** Light. */
  | 'LIGHT'
  /** Medium. */
  | 'MEDIUM';

/** Why there are no samples. */
export type GapReason =
  /** Some of its samples can no longer be had from the provider. */
  | 'BEYOND_REACH'
  /** No samples came: a sensor or a phone was silent, and may still bring them. */
  | 'SILENCE';

/** By which goals of the consensus on time in range a person is judged: shares of time by mg/dL. */
export type GlucoseGoals =
  /** Most adults with type 1 or 2: below 54 less than 1 %, below 70 less than 4 %, 70 to 180 more than 70 %, above 180 less than 25 %, above 250 less than 5 %. */
  | 'ADULT'
  /** Who is older or at high risk: below 70 less than 1 %, 70 to 180 more than 50 %, above 180 less than 50 %, above 250 less than 10 %. */
  | 'OLDER_OR_HIGH_RISK'
  /** Pregnancy with type 1: below 54 less than 1 %, below 63 less than 4 %, 63 to 140 more than 70 %, above 140 less than 25 %. */
  | 'PREGNANCY';

/** A range of one's own, such as 63 to 140 in pregnancy; both ends are within it. */
export type GlucoseRangeInput = {
  /** The high end, from `lowMgDl` to 1000 mg/dL. */
  readonly highMgDl: number;
  /** The low end, 1 to 1000 mg/dL. */
  readonly lowMgDl: number;
};

/** How fast an insulin acts. */
export type InsulinType =
  /** For meals and corrections. */
  | 'FAST'
  /** For a day or so. */
  | 'LONG';

/** What a link is for. */
export type LinkMode =
  /** Connects an account. */
  | 'CONNECT'
  /** Gives new credentials for the account that is connected. */
  | 'RECONNECT';

/** What became of a poll. */
export type PollOutcome =
  /** The gateway could not ask, because of a fault of its own. */
  | 'GATEWAY_FAULT'
  /** Dexcom has locked the account for a while. */
  | 'LOCKED_OUT'
  /** A login was due and had to wait, to spare the account. */
  | 'LOGIN_DEFERRED'
  /** Too late to be asked within the floor between reads, or to be asked for less; asked again soon. */
  | 'PERMIT_LAPSED'
  /** Dexcom answered with readings, or with none. */
  | 'READ'
  /** Dexcom refused the user name or password. */
  | 'REFUSED'
  /** The session had ended and was renewed. */
  | 'SESSION_RENEWED'
  /** Dexcom asked us to wait. */
  | 'THROTTLED'
  /** Dexcom could not be reached, or did not answer sensibly. */
  | 'UNAVAILABLE';

/** Who brings readings. */
export type Provider =
  /** Dexcom Share, with user name and password: G6 and older, and later sensors. */
  | 'DEXCOM'
  /** Dexcom's OAuth API, at which the wearer consents: months of readings, and those of today one hour late in the US and three hours elsewhere. */
  | 'DEXCOM_V3';

/** What became of the refresh of a connection. */
export type RefreshState =
  /** It failed, for the reason given. */
  | 'FAILED'
  /** It was not done in time, and goes on. */
  | 'IN_PROGRESS'
  /** Dexcom was asked, now or within the last 15 seconds. */
  | 'REFRESHED';

/** Where an account of Dexcom's lives: in one region only. */
export type Region =
  /** Japan and Asia-Pacific. */
  | 'APAC'
  /** Outside the United States. */
  | 'OUS'
  /** The United States. */
  | 'US';

/** What a value says: a number, or only that it is beyond what the sensor measures. */
export type SampleRange =
  /** Above 400 mg/dL; the value is then 401. */
  | 'HIGH'
  /** Measured, 40 to 400 mg/dL. */
  | 'IN_RANGE'
  /** Below 40 mg/dL; the value is then 39. */
  | 'LOW';

/** Where glucose is heading, as the sensor says. */
export type Trend =
  /** Falling by more than 3 mg/dL a minute. */
  | 'DOUBLE_DOWN'
  /** Rising by more than 3 mg/dL a minute. */
  | 'DOUBLE_UP'
  /** Within 1 mg/dL a minute. */
  | 'FLAT'
  /** Falling by 1 to 2 mg/dL a minute. */
  | 'FORTY_FIVE_DOWN'
  /** Rising by 1 to 2 mg/dL a minute. */
  | 'FORTY_FIVE_UP'
  /** The sensor gave none. */
  | 'NONE'
  /** It could not be computed. */
  | 'NOT_COMPUTABLE'
  /** Faster than the sensor can tell. */
  | 'RATE_OUT_OF_RANGE'
  /** Falling by 2 to 3 mg/dL a minute. */
  | 'SINGLE_DOWN'
  /** Rising by 2 to 3 mg/dL a minute. */
  | 'SINGLE_UP';

/** In which order users come. */
export type UserOrder =
  /** By the newest reading of their connections; who has none comes last. */
  | 'NEWEST_READING'
  /** By the newest reading of their connections: who has none comes first, then who has waited for one the longest. */
  | 'OLDEST_READING'
  /** Who was created first comes first. */
  | 'OLDEST_USER';

/** How an attempt was answered. */
export type WebhookAnswer =
  /** A status of 400 to 499. */
  | 'CLIENT_ERROR'
  /** A status of 100 to 199. */
  | 'INFORMATION'
  /** No answer came. */
  | 'NONE'
  /** A status of 300 to 399; none is followed. */
  | 'REDIRECT'
  /** A status of 500 to 599. */
  | 'SERVER_ERROR'
  /** A status of 200 to 299. */
  | 'SUCCESS';

/** Why an attempt failed. */
export type WebhookAttemptFailure =
  /** No connection could be had. */
  | 'CONNECT'
  /** The name of the host leads to no address of the public internet. */
  | 'DNS'
  /** The address is not of the public internet. */
  | 'FORBIDDEN_ADDRESS'
  /** The answer was a redirect; none is followed. */
  | 'REDIRECT'
  /** The connection ended before a status came. */
  | 'RESET'
  /** The status was not 200 to 299. */
  | 'STATUS'
  /** No status came within 15 seconds. */
  | 'TIMEOUT'
  /** No trustworthy encryption: the certificate has expired or is for another name, say. */
  | 'TLS'
  /** The answer was not HTTP. */
  | 'UNREADABLE';

/** How far a delivery is. */
export type WebhookDeliveryState =
  /** The endpoint was disabled, or the event erased, before it arrived. */
  | 'CANCELLED'
  /** All eight tries failed. */
  | 'EXHAUSTED'
  /** An attempt is under way or will be made. */
  | 'PENDING'
  /** The receiver answered with a status of 200 to 299. */
  | 'SUCCEEDED';

/** Why nothing is sent to an endpoint. */
export type WebhookDisabledReason =
  /** Its team disabled it. */
  | 'BY_TEAM'
  /** Every attempt failed for five days. */
  | 'FAILING'
  /** It answered with status 410. */
  | 'GONE';

/** What a replay sends again. */
export type WebhookReplayKind =
  /** The deliveries of a range that did not succeed. */
  | 'RECOVER'
  /** All events of a range of the log, sent before or not. */
  | 'REPLAY';

export type SampleFragment = { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider };

export type EventsAfterQueryVariables = Exact<{
  after: string;
  userId?: string | null | undefined;
  types?: ReadonlyArray<EventType> | EventType | null | undefined;
}>;


export type EventsAfterQuery = { readonly events: { readonly edges: ReadonlyArray<{ readonly cursor: string }> } };

export type GlucoseEventsSubscriptionVariables = Exact<{
  userId: string;
  after?: string | null | undefined;
  includesRemovals?: boolean;
}>;


export type GlucoseEventsSubscription = { readonly glucoseEvents: { readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null, readonly samples: ReadonlyArray<{ readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider }> | null } };

export type EventsSubscriptionVariables = Exact<{
  userId?: string | null | undefined;
  types?: ReadonlyArray<EventType> | EventType | null | undefined;
  after?: string | null | undefined;
}>;


export type EventsSubscription = { readonly events: { readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null, readonly payload: string } };

export type EventRowFragment = { readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null };

export type EventHistoryQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  before?: string | null | undefined;
  types?: ReadonlyArray<EventType> | EventType | null | undefined;
  userId?: string | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type EventHistoryQuery = { readonly events: { readonly edges: ReadonlyArray<{ readonly node: { readonly payload: string, readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null } }>, readonly pageInfo: { readonly startCursor: string | null, readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type OneEventQueryVariables = Exact<{
  id: string;
}>;


export type OneEventQuery = { readonly event: { readonly payload: string, readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null } | null };

export type OverviewQueryVariables = Exact<{
  troubled?: ReadonlyArray<ConnectionState> | ConnectionState | null | undefined;
}>;


export type OverviewQuery = { readonly userCounts: ReadonlyArray<{ readonly states: ReadonlyArray<ConnectionState>, readonly count: number }>, readonly needingHelp: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null, readonly user: { readonly id: string, readonly clientUserId: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly silent: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string, readonly connections: ReadonlyArray<{ readonly id: string, readonly state: ConnectionState, readonly newestReadingAt: string | null }> } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly dexcomStatus: ReadonlyArray<{ readonly region: Region, readonly reads: { readonly answer: DexcomAnswer, readonly since: string | null, readonly askedCount: number, readonly answeredCount: number }, readonly logins: { readonly answer: DexcomAnswer, readonly since: string | null, readonly askedCount: number, readonly answeredCount: number } }> };

export type OverviewWebhooksQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewWebhooksQuery = { readonly failing: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly url: string, readonly description: string, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly createdAt: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly others: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly url: string, readonly description: string, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly createdAt: string } }>, readonly pageInfo: { readonly hasNextPage: boolean } }, readonly exhausted: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly clientUserId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly createdAt: string, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null } }> } };

export type ReadingFragment = { readonly takenAt: string, readonly ageSeconds: number, readonly valueMgDl: number, readonly range: SampleRange, readonly trendArrow: string, readonly isLate: boolean, readonly revision: number };

export type ConnectionStateFragment = { readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null };

export type PersonRowFragment = { readonly id: string, readonly clientUserId: string, readonly latestSample: { readonly takenAt: string, readonly ageSeconds: number, readonly valueMgDl: number, readonly range: SampleRange, readonly trendArrow: string, readonly isLate: boolean, readonly revision: number } | null, readonly connections: ReadonlyArray<{ readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null }>, readonly glucoseSeries: { readonly timesMs: ReadonlyArray<number>, readonly valuesMgDl: ReadonlyArray<number> } };

export type PeopleQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
  states?: ReadonlyArray<ConnectionState> | ConnectionState | null | undefined;
  lacksReadings?: boolean | null | undefined;
  order: UserOrder;
  from: string;
}>;


export type PeopleQuery = { readonly users: { readonly totalCount: number, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string, readonly latestSample: { readonly takenAt: string, readonly ageSeconds: number, readonly valueMgDl: number, readonly range: SampleRange, readonly trendArrow: string, readonly isLate: boolean, readonly revision: number } | null, readonly connections: ReadonlyArray<{ readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null }>, readonly glucoseSeries: { readonly timesMs: ReadonlyArray<number>, readonly valuesMgDl: ReadonlyArray<number> } } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type PeopleInListQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type PeopleInListQuery = { readonly users: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly latestSample: { readonly takenAt: string, readonly ageSeconds: number, readonly valueMgDl: number, readonly range: SampleRange, readonly trendArrow: string, readonly isLate: boolean, readonly revision: number } | null } }> } };

export type ConnectionStatesSubscriptionVariables = Exact<{
  userIds: ReadonlyArray<string> | string;
}>;


export type ConnectionStatesSubscription = { readonly connectionStates: ReadonlyArray<{ readonly userId: string, readonly connections: ReadonlyArray<{ readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null }> }> };

export type CreateUserMutationVariables = Exact<{
  clientUserId: string;
  timeZone?: string | null | undefined;
}>;


export type CreateUserMutation = { readonly createUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'ClientUserIdTaken' | 'QuotaExceeded' }
    )
    | (
      { readonly user: { readonly id: string } }
      & { readonly __typename: 'CreateUserSuccess' }
    )
    | (
      { readonly argument: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
   };

export type PeopleNamesQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type PeopleNamesQuery = { readonly users: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string } }> } };

export type PersonByOwnIdQueryVariables = Exact<{
  clientUserId: string;
}>;


export type PersonByOwnIdQuery = { readonly user: { readonly id: string, readonly connections: ReadonlyArray<{ readonly state: ConnectionState }> } | null };

export type PersonQueryVariables = Exact<{
  id: string;
}>;


export type PersonQuery = { readonly providers: ReadonlyArray<{ readonly provider: Provider, readonly regions: ReadonlyArray<string> }>, readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly glucoseGoals: GlucoseGoals, readonly createdAt: string, readonly latestSample: { readonly rateMgDlPerMinute: number | null, readonly receivedAt: string, readonly takenAt: string, readonly ageSeconds: number, readonly valueMgDl: number, readonly range: SampleRange, readonly trendArrow: string, readonly isLate: boolean, readonly revision: number } | null, readonly connections: ReadonlyArray<{ readonly region: Region, readonly provider: Provider, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly connectedAt: string, readonly disconnectedAt: string | null, readonly lastPollAt: string | null, readonly lastReadingAt: string | null, readonly asideCount: number, readonly id: string, readonly state: ConnectionState, readonly delayMinutes: number, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly action: ConnectionAction | null, readonly nextPollAt: string | null, readonly historicalPull: { readonly from: string, readonly to: string, readonly doneDownTo: string, readonly sampleCount: number, readonly endedAt: string | null } | null, readonly recentPolls: ReadonlyArray<{ readonly at: string, readonly outcome: PollOutcome, readonly durationMs: number, readonly createdCount: number, readonly updatedCount: number }> }> } | null };

export type PersonChartQueryVariables = Exact<{
  id: string;
  from: string;
  to?: string | null | undefined;
  pointsMax: number;
}>;


export type PersonChartQuery = { readonly user: { readonly id: string, readonly latestSample: { readonly takenAt: string, readonly ageSeconds: number } | null, readonly glucoseSeries: { readonly timesMs: ReadonlyArray<number>, readonly valuesMgDl: ReadonlyArray<number>, readonly sampleCount: number, readonly isDownsampled: boolean }, readonly glucoseGaps: ReadonlyArray<{ readonly from: string, readonly to: string, readonly reason: GapReason }>, readonly diaryEntries: { readonly edges: ReadonlyArray<{ readonly node: { readonly sourceId: string, readonly kind: DiaryKind, readonly takenAt: string, readonly carbsGrams: number | null, readonly insulinUnits: number | null, readonly insulinType: InsulinType | null, readonly bloodMgDl: number | null, readonly exerciseMinutes: number | null, readonly exerciseIntensity: ExerciseIntensity | null, readonly note: string | null } }> }, readonly glucoseStatistics: { readonly sampleCount: number, readonly activeMinutes: number, readonly banded: { readonly below54Percent: number, readonly from54To69Percent: number, readonly from70To180Percent: number, readonly from181To250Percent: number, readonly above250Percent: number } | null, readonly mean: { readonly mgDl: number } | null, readonly atLimits: { readonly isBound: boolean, readonly lowPercent: number, readonly highPercent: number } | null }, readonly glucoseEpisodes: { readonly low: { readonly levelOne: ReadonlyArray<{ readonly startAt: string, readonly endAt: string, readonly minutes: number, readonly reachesLevelTwo: boolean | null, readonly isCutOff: boolean, readonly extreme: { readonly mgDl: number } }> }, readonly high: { readonly levelOne: ReadonlyArray<{ readonly startAt: string, readonly endAt: string, readonly minutes: number, readonly reachesLevelTwo: boolean | null, readonly isCutOff: boolean, readonly extreme: { readonly mgDl: number } }> } } } | null };

export type RefreshPersonMutationVariables = Exact<{
  id: string;
}>;


export type RefreshPersonMutation = { readonly refreshUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'RefreshLimited' }
    )
    | (
      { readonly connections: ReadonlyArray<{ readonly state: RefreshState, readonly createdCount: number | null, readonly updatedCount: number | null, readonly reason: PollOutcome | null }> }
      & { readonly __typename: 'RefreshUserSuccess' }
    )
   };

export type CreateLinkMutationVariables = Exact<{
  id: string;
  provider?: Provider | null | undefined;
  region?: Region | null | undefined;
  mode: LinkMode;
}>;


export type CreateLinkMutation = { readonly createLinkToken:
    | (
      { readonly linkUrl: string, readonly expiresAt: string, readonly linkId: string }
      & { readonly __typename: 'CreateLinkTokenSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'LinkAddressNotRegistered' | 'NotFound' | 'ProviderNotConfigured' | 'QuotaExceeded' }
    )
   };

export type DisconnectMutationVariables = Exact<{
  connectionId: string;
}>;


export type DisconnectMutation = { readonly disconnect:
    | { readonly __typename: 'DisconnectSuccess' }
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type SetGlucoseGoalsMutationVariables = Exact<{
  id: string;
  glucoseGoals: GlucoseGoals;
}>;


export type SetGlucoseGoalsMutation = { readonly updateUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | { readonly __typename: 'UpdateUserSuccess' }
   };

export type DeletePersonMutationVariables = Exact<{
  id: string;
}>;


export type DeletePersonMutation = { readonly deleteUser:
    | (
      { readonly deletedUser: { readonly eraseAt: string } }
      & { readonly __typename: 'DeleteUserSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type ExportPersonMutationVariables = Exact<{
  id: string;
}>;


export type ExportPersonMutation = { readonly exportUser:
    | (
      { readonly url: string, readonly expiresAt: string }
      & { readonly __typename: 'ExportUserSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type ReportQueryVariables = Exact<{
  id: string;
  from: string;
  statisticsFrom: string;
  to: string;
  timeZone?: string | null | undefined;
  ranges?: ReadonlyArray<GlucoseRangeInput> | GlucoseRangeInput | null | undefined;
}>;


export type ReportQuery = { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly glucoseStatistics: { readonly from: string, readonly to: string, readonly timeZone: string, readonly sampleCount: number, readonly activePercent: number | null, readonly coefficientOfVariationPercent: number | null, readonly gmiPercent: number | null, readonly gmiWithheldReason: DataShortage | null, readonly mean: { readonly mgDl: number } | null, readonly standardDeviation: { readonly mgDl: number } | null, readonly atLimits: { readonly isBound: boolean, readonly lowPercent: number, readonly highPercent: number } | null, readonly banded: { readonly below54Percent: number, readonly from54To69Percent: number, readonly from70To180Percent: number, readonly from181To250Percent: number, readonly above250Percent: number } | null, readonly ranges: ReadonlyArray<{ readonly lowMgDl: number, readonly highMgDl: number, readonly belowPercent: number, readonly inPercent: number, readonly abovePercent: number }> | null, readonly sufficiency: { readonly isSufficient: boolean, readonly shortage: DataShortage | null, readonly activePercent: number, readonly periodDays: number } }, readonly ambulatoryProfile: { readonly timeZone: string, readonly minutesOfDay: ReadonlyArray<number>, readonly counts: ReadonlyArray<number>, readonly mgDl: { readonly p5: ReadonlyArray<number | null>, readonly p25: ReadonlyArray<number | null>, readonly p50: ReadonlyArray<number | null>, readonly p75: ReadonlyArray<number | null>, readonly p95: ReadonlyArray<number | null> } }, readonly glucoseDays: ReadonlyArray<{ readonly date: string, readonly from: string, readonly to: string, readonly minutes: number, readonly sampleCount: number, readonly activePercent: number, readonly mean: { readonly mgDl: number } | null, readonly lowest: { readonly mgDl: number } | null, readonly highest: { readonly mgDl: number } | null, readonly banded: { readonly below54Percent: number, readonly from54To69Percent: number, readonly from70To180Percent: number, readonly from181To250Percent: number, readonly above250Percent: number } | null }>, readonly glucoseSeries: { readonly timesMs: ReadonlyArray<number>, readonly valuesMgDl: ReadonlyArray<number> }, readonly glucoseGaps: ReadonlyArray<{ readonly from: string, readonly to: string, readonly minutes: number, readonly reason: GapReason }> } | null };

export type PersonOfReportQueryVariables = Exact<{
  id: string;
}>;


export type PersonOfReportQuery = { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly glucoseGoals: GlucoseGoals } | null };

export type ReportReadingsQueryVariables = Exact<{
  id: string;
  from: string;
  to: string;
  first: number;
  after?: string | null | undefined;
}>;


export type ReportReadingsQuery = { readonly user: { readonly samples: { readonly edges: ReadonlyArray<{ readonly node: { readonly takenAt: string, readonly valueMgDl: number } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } } | null };

export type KeysQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type KeysQuery = { readonly apiKeys: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly hint: string, readonly scopes: ReadonlyArray<ApiKeyScope>, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null, readonly addressRanges: ReadonlyArray<string> | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type CreateKeyMutationVariables = Exact<{
  name: string;
  scopes?: ReadonlyArray<ApiKeyScope> | ApiKeyScope | null | undefined;
  expiresAt?: string | null | undefined;
}>;


export type CreateKeyMutation = { readonly createApiKey:
    | (
      { readonly secret: string, readonly apiKey: { readonly id: string, readonly name: string } }
      & { readonly __typename: 'CreateApiKeySuccess' }
    )
    | (
      { readonly argument: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'QuotaExceeded' }
    )
   };

export type RevokeKeyMutationVariables = Exact<{
  id: string;
  endsWhatItOpened: boolean;
}>;


export type RevokeKeyMutation = { readonly revokeApiKey:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly opened: { readonly userTokenCount: number, readonly linkTokenCount: number, readonly isEnded: boolean, readonly webhookEndpointIds: ReadonlyArray<string> } }
      & { readonly __typename: 'RevokeApiKeySuccess' }
    )
   };

export type TeamFactsFragment = { readonly id: string, readonly name: string, readonly createdAt: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly linkPage: { readonly brandName: string | null, readonly accentColor: string | null, readonly hasLogo: boolean, readonly supportUrl: string | null, readonly privacyUrl: string | null, readonly redirectUrls: ReadonlyArray<string>, readonly frameOrigins: ReadonlyArray<string>, readonly showsFirstReading: boolean, readonly allowsAccountReplacement: boolean } };

export type TeamQueryVariables = Exact<{ [key: string]: never; }>;


export type TeamQuery = { readonly team: { readonly id: string, readonly name: string, readonly createdAt: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly linkPage: { readonly brandName: string | null, readonly accentColor: string | null, readonly hasLogo: boolean, readonly supportUrl: string | null, readonly privacyUrl: string | null, readonly redirectUrls: ReadonlyArray<string>, readonly frameOrigins: ReadonlyArray<string>, readonly showsFirstReading: boolean, readonly allowsAccountReplacement: boolean } } };

export type UpdateTeamMutationVariables = Exact<{
  followerContact?: string | null | undefined;
  refusesSharedAccounts?: boolean | null | undefined;
  linkBrandName?: string | null | undefined;
  linkAccentColor?: string | null | undefined;
  linkSupportUrl?: string | null | undefined;
  linkPrivacyUrl?: string | null | undefined;
  linkRedirectUrls?: ReadonlyArray<string> | string | null | undefined;
  linkFrameOrigins?: ReadonlyArray<string> | string | null | undefined;
  linkShowsFirstReading?: boolean | null | undefined;
  linkAllowsAccountReplacement?: boolean | null | undefined;
}>;


export type UpdateTeamMutation = { readonly updateTeam:
    | (
      { readonly argument: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly team: { readonly id: string, readonly name: string, readonly createdAt: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly linkPage: { readonly brandName: string | null, readonly accentColor: string | null, readonly hasLogo: boolean, readonly supportUrl: string | null, readonly privacyUrl: string | null, readonly redirectUrls: ReadonlyArray<string>, readonly frameOrigins: ReadonlyArray<string>, readonly showsFirstReading: boolean, readonly allowsAccountReplacement: boolean } } }
      & { readonly __typename: 'UpdateTeamSuccess' }
    )
   };

export type AuditQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  action?: string | null | undefined;
  userId?: string | null | undefined;
}>;


export type AuditQuery = { readonly auditEntries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly action: string, readonly actorKind: AuditActorKind, readonly actorId: string | null, readonly actorName: string | null, readonly address: string | null, readonly subjectKind: string | null, readonly subjectId: string | null, readonly detail: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type DeletedPeopleQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type DeletedPeopleQuery = { readonly deletedUsers: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string, readonly deletedAt: string, readonly eraseAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type UndoDeleteMutationVariables = Exact<{
  id: string;
}>;


export type UndoDeleteMutation = { readonly undoDeleteUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'ClientUserIdTaken' | 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' }
    )
    | { readonly __typename: 'UndoDeleteUserSuccess' }
   };

export type SessionsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type SessionsQuery = { readonly consoleSessions: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly role: ConsoleRole, readonly madeFrom: ConsoleSessionOrigin, readonly keyName: string | null, readonly isOwn: boolean, readonly address: string, readonly createdAt: string, readonly seenAt: string, readonly expiresAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type EndSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndSessionMutation = { readonly endConsoleSession:
    | { readonly __typename: 'EndConsoleSessionSuccess' }
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type EndpointFactsFragment = { readonly id: string, readonly url: string, readonly description: string, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly createdAt: string };

export type EndpointsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  isFailing?: boolean | null | undefined;
}>;


export type EndpointsQuery = { readonly webhookEndpoints: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly url: string, readonly description: string, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly createdAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type EndpointQueryVariables = Exact<{
  id: string;
}>;


export type EndpointQuery = { readonly webhookEndpoint: { readonly id: string, readonly url: string, readonly description: string, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly createdAt: string, readonly activity: { readonly pendingCount: number, readonly succeededCount: number, readonly exhaustedCount: number, readonly attemptCount: number, readonly failedAttemptCount: number, readonly medianMs: number | null, readonly p95Ms: number | null } } | null, readonly replays: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly createdAt: string, readonly finishedAt: string | null, readonly isCutShort: boolean } }> } };

export type ActivitySinceQueryVariables = Exact<{
  id: string;
  since: string;
}>;


export type ActivitySinceQuery = { readonly webhookEndpoint: { readonly activity: { readonly pendingCount: number, readonly succeededCount: number, readonly exhaustedCount: number, readonly cancelledCount: number } } | null };

export type ReplayFactsFragment = { readonly id: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly createdAt: string, readonly finishedAt: string | null, readonly isCutShort: boolean };

export type DeliveryRowFragment = { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly clientUserId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly createdAt: string, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null };

export type DeliveriesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  endpointId?: string | null | undefined;
  states?: ReadonlyArray<WebhookDeliveryState> | WebhookDeliveryState | null | undefined;
  eventTypes?: ReadonlyArray<EventType> | EventType | null | undefined;
  userId?: string | null | undefined;
  eventId?: string | null | undefined;
  answers?: ReadonlyArray<WebhookAnswer> | WebhookAnswer | null | undefined;
}>;


export type DeliveriesQuery = { readonly deliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly clientUserId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly createdAt: string, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type LampDeliveryQueryVariables = Exact<{
  eventId: string;
}>;


export type LampDeliveryQuery = { readonly deliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly createdAt: string, readonly attempts: ReadonlyArray<{ readonly number: number, readonly at: string, readonly durationMs: number, readonly failure: WebhookAttemptFailure | null }> } }> } };

export type DeliveryQueryVariables = Exact<{
  id: string;
}>;


export type DeliveryQuery = { readonly delivery: { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly clientUserId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly createdAt: string, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null, readonly requestHeaders: ReadonlyArray<{ readonly name: string, readonly value: string | null }>, readonly attempts: ReadonlyArray<{ readonly number: number, readonly at: string, readonly durationMs: number, readonly status: number | null, readonly failure: WebhookAttemptFailure | null, readonly answerHead: string | null, readonly answerHeaders: ReadonlyArray<{ readonly name: string, readonly value: string | null }> | null }> } | null };

export type DeliveryBodyQueryVariables = Exact<{
  id: string;
}>;


export type DeliveryBodyQuery = { readonly delivery: { readonly id: string, readonly requestBody: string | null } | null };

export type CreateEndpointMutationVariables = Exact<{
  url: string;
  description?: string | null | undefined;
  eventTypes?: ReadonlyArray<EventType> | EventType | null | undefined;
}>;


export type CreateEndpointMutation = { readonly createWebhookEndpoint:
    | (
      { readonly secret: string, readonly endpoint: { readonly id: string } }
      & { readonly __typename: 'CreateWebhookEndpointSuccess' }
    )
    | (
      { readonly argument: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'NotFound' | 'TooManyWebhookEndpoints' | 'WebhookUrlRefused' }
    )
   };

export type SwitchEndpointMutationVariables = Exact<{
  id: string;
  isEnabled: boolean;
}>;


export type SwitchEndpointMutation = { readonly updateWebhookEndpoint:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'WebhookUrlRefused' }
    )
    | { readonly __typename: 'UpdateWebhookEndpointSuccess' }
   };

export type DeleteEndpointMutationVariables = Exact<{
  id: string;
}>;


export type DeleteEndpointMutation = { readonly deleteWebhookEndpoint:
    | { readonly __typename: 'DeleteWebhookEndpointSuccess' }
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type SendTestMutationVariables = Exact<{
  id: string;
}>;


export type SendTestMutation = { readonly sendTestEvent:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'WebhookEndpointDisabled' }
    )
    | (
      { readonly eventId: string }
      & { readonly __typename: 'SendTestEventSuccess' }
    )
   };

export type ResendMutationVariables = Exact<{
  id: string;
}>;


export type ResendMutation = { readonly resendDelivery:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'WebhookDeliveryInFlight' | 'WebhookEndpointDisabled' | 'WebhookEventGone' }
    )
    | { readonly __typename: 'ResendDeliverySuccess' }
   };

export type RecoverMutationVariables = Exact<{
  id: string;
  since: string;
}>;


export type RecoverMutation = { readonly recoverDeliveries:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'TooManyWebhookReplays' | 'WebhookEndpointDisabled' }
    )
    | { readonly __typename: 'RecoverDeliveriesSuccess' }
   };

export type ReplayMutationVariables = Exact<{
  id: string;
  from: string;
}>;


export type ReplayMutation = { readonly replayEvents:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'TooManyWebhookReplays' | 'WebhookEndpointDisabled' }
    )
    | { readonly __typename: 'ReplayEventsSuccess' }
   };

export type StopReplayMutationVariables = Exact<{
  id: string;
}>;


export type StopReplayMutation = { readonly stopReplay:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | { readonly __typename: 'StopReplaySuccess' }
   };

export type RevealSecretMutationVariables = Exact<{
  id: string;
}>;


export type RevealSecretMutation = { readonly revealWebhookSecret:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly secret: string }
      & { readonly __typename: 'RevealWebhookSecretSuccess' }
    )
   };

export type RotateSecretMutationVariables = Exact<{
  id: string;
}>;


export type RotateSecretMutation = { readonly rotateWebhookSecret:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly secret: string, readonly previousUntil: string }
      & { readonly __typename: 'RotateWebhookSecretSuccess' }
    )
   };

export const EventsAfter = "query EventsAfter($after:String!,$userId:ID,$types:[EventType!]){events(after:$after,userId:$userId,types:$types,first:1){edges{cursor}}}" as Operation<EventsAfterQuery, EventsAfterQueryVariables>;
export const GlucoseEvents = "subscription GlucoseEvents($userId:ID!,$after:String,$includesRemovals:Boolean!= false){glucoseEvents(userId:$userId after:$after includesRemovals:$includesRemovals){id cursor type appendedAt userId samples{...Sample}}} fragment Sample on GlucoseSample{takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision provider}" as Operation<GlucoseEventsSubscription, GlucoseEventsSubscriptionVariables>;
export const Events = "subscription Events($userId:ID,$types:[EventType!],$after:String){events(userId:$userId,types:$types,after:$after){id cursor type appendedAt userId payload}}" as Operation<EventsSubscription, EventsSubscriptionVariables>;
export const EventHistory = "query EventHistory($first:Int!,$after:String,$before:String,$types:[EventType!],$userId:ID,$from:DateTime,$to:DateTime){events(order:NEWEST_FIRST first:$first after:$after before:$before types:$types userId:$userId from:$from to:$to){edges{node{...EventRow payload}}pageInfo{startCursor endCursor hasNextPage}}} fragment EventRow on Event{id cursor type appendedAt userId}" as Operation<EventHistoryQuery, EventHistoryQueryVariables>;
export const OneEvent = "query OneEvent($id:ID!){event(id:$id){...EventRow payload}} fragment EventRow on Event{id cursor type appendedAt userId}" as Operation<OneEventQuery, OneEventQueryVariables>;
export const Overview = "query Overview($troubled:[ConnectionState!]){userCounts{states count}needingHelp:connections(first:8,states:$troubled){edges{node{...ConnectionState user{id clientUserId}}}pageInfo{hasNextPage}}silent:users(first:8,lacksReadings:true,order:OLDEST_READING){totalCount edges{node{id clientUserId connections{id state newestReadingAt}}}pageInfo{hasNextPage}}dexcomStatus{region reads{answer since askedCount answeredCount}logins{answer since askedCount answeredCount}}} fragment ConnectionState on Connection{id state delayMinutes stateSince stateUntil meaning whatToDo action nextPollAt}" as Operation<OverviewQuery, OverviewQueryVariables>;
export const OverviewWebhooks = "query OverviewWebhooks{failing:webhookEndpoints(first:20,isFailing:true){edges{node{...EndpointFacts}}pageInfo{hasNextPage}}others:webhookEndpoints(first:10,isFailing:false){edges{node{...EndpointFacts}}pageInfo{hasNextPage}}exhausted:deliveries(first:5,states:[EXHAUSTED]){edges{node{...DeliveryRow}}}} fragment EndpointFacts on WebhookEndpoint{id url description isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil eventTypes userId headerNames ratePerSecond createdAt} fragment DeliveryRow on WebhookDelivery{id endpointId eventId eventType userId clientUserId state attemptCount createdAt eventAppendedAt nextAttemptAt settledAt}" as Operation<OverviewWebhooksQuery, OverviewWebhooksQueryVariables>;
export const People = "query People($first:Int!,$after:String,$search:String,$states:[ConnectionState!],$lacksReadings:Boolean,$order:UserOrder!,$from:DateTime!){users(first:$first after:$after search:$search states:$states lacksReadings:$lacksReadings order:$order){totalCount edges{node{...PersonRow}}pageInfo{endCursor hasNextPage}}} fragment PersonRow on User{id clientUserId latestSample{...Reading}connections{...ConnectionState}glucoseSeries(from:$from,pointsMax:72){timesMs valuesMgDl}} fragment Reading on GlucoseSample{takenAt ageSeconds valueMgDl range trendArrow isLate revision} fragment ConnectionState on Connection{id state delayMinutes stateSince stateUntil meaning whatToDo action nextPollAt}" as Operation<PeopleQuery, PeopleQueryVariables>;
export const PeopleInList = "query PeopleInList($ids:[ID!]!){users(ids:$ids,first:100){edges{node{id latestSample{...Reading}}}}} fragment Reading on GlucoseSample{takenAt ageSeconds valueMgDl range trendArrow isLate revision}" as Operation<PeopleInListQuery, PeopleInListQueryVariables>;
export const ConnectionStates = "subscription ConnectionStates($userIds:[ID!]!){connectionStates(userIds:$userIds){userId connections{...ConnectionState}}} fragment ConnectionState on Connection{id state delayMinutes stateSince stateUntil meaning whatToDo action nextPollAt}" as Operation<ConnectionStatesSubscription, ConnectionStatesSubscriptionVariables>;
export const CreateUser = "mutation CreateUser($clientUserId:String!,$timeZone:String){createUser(clientUserId:$clientUserId,timeZone:$timeZone){__typename ... on CreateUserSuccess{user{id}}... on InvalidArgument{argument}... on Error{code message whatToDo}}}" as Operation<CreateUserMutation, CreateUserMutationVariables>;
export const PeopleNames = "query PeopleNames($ids:[ID!]!){users(ids:$ids,first:100){edges{node{id clientUserId}}}}" as Operation<PeopleNamesQuery, PeopleNamesQueryVariables>;
export const PersonByOwnId = "query PersonByOwnId($clientUserId:String!){user(clientUserId:$clientUserId){id connections{state}}}" as Operation<PersonByOwnIdQuery, PersonByOwnIdQueryVariables>;
export const Person = "query Person($id:ID!){providers{provider regions}user(id:$id){id clientUserId timeZone birthDate glucoseGoals createdAt latestSample{...Reading rateMgDlPerMinute receivedAt}connections(includesDisconnected:true){...ConnectionState region provider isSharingOn followerCount connectedAt disconnectedAt lastPollAt lastReadingAt asideCount historicalPull{from to doneDownTo sampleCount endedAt}recentPolls(first:12){at outcome durationMs createdCount updatedCount}}}} fragment Reading on GlucoseSample{takenAt ageSeconds valueMgDl range trendArrow isLate revision} fragment ConnectionState on Connection{id state delayMinutes stateSince stateUntil meaning whatToDo action nextPollAt}" as Operation<PersonQuery, PersonQueryVariables>;
export const PersonChart = "query PersonChart($id:ID!,$from:DateTime!,$to:DateTime,$pointsMax:Int!){user(id:$id){id latestSample{takenAt ageSeconds}glucoseSeries(from:$from,to:$to,pointsMax:$pointsMax){timesMs valuesMgDl sampleCount isDownsampled}glucoseGaps(from:$from,to:$to){from to reason}diaryEntries(from:$from,to:$to,first:1000){edges{node{sourceId kind takenAt carbsGrams insulinUnits insulinType bloodMgDl exerciseMinutes exerciseIntensity note}}}glucoseStatistics(from:$from,to:$to){banded{below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent}mean{mgDl}atLimits{isBound lowPercent highPercent}sampleCount activeMinutes}glucoseEpisodes(from:$from,to:$to){low{levelOne{startAt endAt minutes reachesLevelTwo isCutOff extreme{mgDl}}}high{levelOne{startAt endAt minutes reachesLevelTwo isCutOff extreme{mgDl}}}}}}" as Operation<PersonChartQuery, PersonChartQueryVariables>;
export const RefreshPerson = "mutation RefreshPerson($id:ID!){refreshUser(userId:$id){__typename ... on RefreshUserSuccess{connections{state createdCount updatedCount reason}}... on RefreshLimited{until}... on Error{code message whatToDo}}}" as Operation<RefreshPersonMutation, RefreshPersonMutationVariables>;
export const CreateLink = "mutation CreateLink($id:ID!,$provider:Provider,$region:Region,$mode:LinkMode!){createLinkToken(userId:$id,provider:$provider,region:$region,mode:$mode){__typename ... on CreateLinkTokenSuccess{linkUrl expiresAt linkId}... on Error{code message whatToDo}}}" as Operation<CreateLinkMutation, CreateLinkMutationVariables>;
export const Disconnect = "mutation Disconnect($connectionId:ID!){disconnect(connectionId:$connectionId){__typename ... on Error{code message whatToDo}}}" as Operation<DisconnectMutation, DisconnectMutationVariables>;
export const SetGlucoseGoals = "mutation SetGlucoseGoals($id:ID!,$glucoseGoals:GlucoseGoals!){updateUser(userId:$id,glucoseGoals:$glucoseGoals){__typename ... on Error{code message whatToDo}}}" as Operation<SetGlucoseGoalsMutation, SetGlucoseGoalsMutationVariables>;
export const DeletePerson = "mutation DeletePerson($id:ID!){deleteUser(userId:$id){__typename ... on DeleteUserSuccess{deletedUser{eraseAt}}... on Error{code message whatToDo}}}" as Operation<DeletePersonMutation, DeletePersonMutationVariables>;
export const ExportPerson = "mutation ExportPerson($id:ID!){exportUser(userId:$id){__typename ... on ExportUserSuccess{url expiresAt}... on Error{code message whatToDo}}}" as Operation<ExportPersonMutation, ExportPersonMutationVariables>;
export const Report = "query Report($id:ID!,$from:DateTime!,$statisticsFrom:DateTime!,$to:DateTime!,$timeZone:String,$ranges:[GlucoseRangeInput!]){user(id:$id){id clientUserId timeZone birthDate glucoseStatistics(from:$statisticsFrom to:$to timeZone:$timeZone ranges:$ranges){from to timeZone sampleCount activePercent mean{mgDl}standardDeviation{mgDl}coefficientOfVariationPercent gmiPercent gmiWithheldReason atLimits{isBound lowPercent highPercent}banded{below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent}ranges{lowMgDl highMgDl belowPercent inPercent abovePercent}sufficiency{isSufficient shortage activePercent periodDays}}ambulatoryProfile(from:$from,to:$to,timeZone:$timeZone){timeZone minutesOfDay counts mgDl{p5 p25 p50 p75 p95}}glucoseDays(from:$from,to:$to,timeZone:$timeZone){date from to minutes sampleCount activePercent mean{mgDl}lowest{mgDl}highest{mgDl}banded{below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent}}glucoseSeries(from:$from,to:$to,pointsMax:4000){timesMs valuesMgDl}glucoseGaps(from:$from,to:$to){from to minutes reason}}}" as Operation<ReportQuery, ReportQueryVariables>;
export const PersonOfReport = "query PersonOfReport($id:ID!){user(id:$id){id clientUserId timeZone glucoseGoals}}" as Operation<PersonOfReportQuery, PersonOfReportQueryVariables>;
export const ReportReadings = "query ReportReadings($id:ID!,$from:DateTime!,$to:DateTime!,$first:Int!,$after:String){user(id:$id){samples(from:$from,to:$to,first:$first,after:$after){edges{node{takenAt valueMgDl}}pageInfo{endCursor hasNextPage}}}}" as Operation<ReportReadingsQuery, ReportReadingsQueryVariables>;
export const Keys = "query Keys($first:Int!,$after:String){apiKeys(first:$first,after:$after){edges{node{id name hint scopes createdAt lastUsedAt expiresAt revokedAt addressRanges}}pageInfo{endCursor hasNextPage}}}" as Operation<KeysQuery, KeysQueryVariables>;
export const CreateKey = "mutation CreateKey($name:String!,$scopes:[ApiKeyScope!],$expiresAt:DateTime){createApiKey(name:$name,scopes:$scopes,expiresAt:$expiresAt){__typename ... on CreateApiKeySuccess{secret apiKey{id name}}... on InvalidArgument{argument}... on Error{code message whatToDo}}}" as Operation<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKey = "mutation RevokeKey($id:ID!,$endsWhatItOpened:Boolean!){revokeApiKey(apiKeyId:$id,endsWhatItOpened:$endsWhatItOpened){__typename ... on RevokeApiKeySuccess{opened{userTokenCount linkTokenCount isEnded webhookEndpointIds}}... on Error{code message whatToDo}}}" as Operation<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const Team = "query Team{team{...TeamFacts}} fragment TeamFacts on Team{id name createdAt followerContact refusesSharedAccounts linkPage{brandName accentColor hasLogo supportUrl privacyUrl redirectUrls frameOrigins showsFirstReading allowsAccountReplacement}}" as Operation<TeamQuery, TeamQueryVariables>;
export const UpdateTeam = "mutation UpdateTeam($followerContact:String,$refusesSharedAccounts:Boolean,$linkBrandName:String,$linkAccentColor:String,$linkSupportUrl:String,$linkPrivacyUrl:String,$linkRedirectUrls:[String!],$linkFrameOrigins:[String!],$linkShowsFirstReading:Boolean,$linkAllowsAccountReplacement:Boolean){updateTeam(followerContact:$followerContact refusesSharedAccounts:$refusesSharedAccounts linkBrandName:$linkBrandName linkAccentColor:$linkAccentColor linkSupportUrl:$linkSupportUrl linkPrivacyUrl:$linkPrivacyUrl linkRedirectUrls:$linkRedirectUrls linkFrameOrigins:$linkFrameOrigins linkShowsFirstReading:$linkShowsFirstReading linkAllowsAccountReplacement:$linkAllowsAccountReplacement){__typename ... on UpdateTeamSuccess{team{...TeamFacts}}... on InvalidArgument{argument}... on Error{code message whatToDo}}} fragment TeamFacts on Team{id name createdAt followerContact refusesSharedAccounts linkPage{brandName accentColor hasLogo supportUrl privacyUrl redirectUrls frameOrigins showsFirstReading allowsAccountReplacement}}" as Operation<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const Audit = "query Audit($first:Int!,$after:String,$action:String,$userId:ID){auditEntries(first:$first,after:$after,action:$action,userId:$userId){edges{node{id at action actorKind actorId actorName address subjectKind subjectId detail}}pageInfo{endCursor hasNextPage}}}" as Operation<AuditQuery, AuditQueryVariables>;
export const DeletedPeople = "query DeletedPeople($first:Int!,$after:String){deletedUsers(first:$first,after:$after){edges{node{id clientUserId deletedAt eraseAt}}pageInfo{endCursor hasNextPage}}}" as Operation<DeletedPeopleQuery, DeletedPeopleQueryVariables>;
export const UndoDelete = "mutation UndoDelete($id:ID!){undoDeleteUser(userId:$id){__typename ... on Error{code message whatToDo}}}" as Operation<UndoDeleteMutation, UndoDeleteMutationVariables>;
export const Sessions = "query Sessions($first:Int!,$after:String){consoleSessions(first:$first,after:$after){edges{node{id role madeFrom keyName isOwn address createdAt seenAt expiresAt}}pageInfo{endCursor hasNextPage}}}" as Operation<SessionsQuery, SessionsQueryVariables>;
export const EndSession = "mutation EndSession($id:ID!){endConsoleSession(sessionId:$id){__typename ... on Error{code message whatToDo}}}" as Operation<EndSessionMutation, EndSessionMutationVariables>;
export const Endpoints = "query Endpoints($first:Int!,$after:String,$isFailing:Boolean){webhookEndpoints(first:$first,after:$after,isFailing:$isFailing){edges{node{...EndpointFacts}}pageInfo{endCursor hasNextPage}}} fragment EndpointFacts on WebhookEndpoint{id url description isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil eventTypes userId headerNames ratePerSecond createdAt}" as Operation<EndpointsQuery, EndpointsQueryVariables>;
export const Endpoint = "query Endpoint($id:ID!){webhookEndpoint(id:$id){...EndpointFacts activity{pendingCount succeededCount exhaustedCount attemptCount failedAttemptCount medianMs p95Ms}}replays(endpointId:$id,first:5){edges{node{...ReplayFacts}}}} fragment EndpointFacts on WebhookEndpoint{id url description isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil eventTypes userId headerNames ratePerSecond createdAt} fragment ReplayFacts on WebhookReplay{id kind progress stagedCount createdAt finishedAt isCutShort}" as Operation<EndpointQuery, EndpointQueryVariables>;
export const ActivitySince = "query ActivitySince($id:ID!,$since:DateTime!){webhookEndpoint(id:$id){activity(since:$since){pendingCount succeededCount exhaustedCount cancelledCount}}}" as Operation<ActivitySinceQuery, ActivitySinceQueryVariables>;
export const Deliveries = "query Deliveries($first:Int!,$after:String,$endpointId:ID,$states:[WebhookDeliveryState!],$eventTypes:[EventType!],$userId:ID,$eventId:ID,$answers:[WebhookAnswer!]){deliveries(first:$first after:$after endpointId:$endpointId states:$states eventTypes:$eventTypes userId:$userId eventId:$eventId answers:$answers){edges{node{...DeliveryRow}}pageInfo{endCursor hasNextPage}}} fragment DeliveryRow on WebhookDelivery{id endpointId eventId eventType userId clientUserId state attemptCount createdAt eventAppendedAt nextAttemptAt settledAt}" as Operation<DeliveriesQuery, DeliveriesQueryVariables>;
export const LampDelivery = "query LampDelivery($eventId:ID!){deliveries(first:1,eventId:$eventId){edges{node{id createdAt attempts{number at durationMs failure}}}}}" as Operation<LampDeliveryQuery, LampDeliveryQueryVariables>;
export const Delivery = "query Delivery($id:ID!){delivery(id:$id){...DeliveryRow requestHeaders{name value}attempts{number at durationMs status failure answerHead answerHeaders{name value}}}} fragment DeliveryRow on WebhookDelivery{id endpointId eventId eventType userId clientUserId state attemptCount createdAt eventAppendedAt nextAttemptAt settledAt}" as Operation<DeliveryQuery, DeliveryQueryVariables>;
export const DeliveryBody = "query DeliveryBody($id:ID!){delivery(id:$id){id requestBody}}" as Operation<DeliveryBodyQuery, DeliveryBodyQueryVariables>;
export const CreateEndpoint = "mutation CreateEndpoint($url:String!,$description:String,$eventTypes:[EventType!]){createWebhookEndpoint(url:$url description:$description eventTypes:$eventTypes){__typename ... on CreateWebhookEndpointSuccess{endpoint{id}secret}... on InvalidArgument{argument}... on Error{code message whatToDo}}}" as Operation<CreateEndpointMutation, CreateEndpointMutationVariables>;
export const SwitchEndpoint = "mutation SwitchEndpoint($id:ID!,$isEnabled:Boolean!){updateWebhookEndpoint(endpointId:$id,isEnabled:$isEnabled){__typename ... on Error{code message whatToDo}}}" as Operation<SwitchEndpointMutation, SwitchEndpointMutationVariables>;
export const DeleteEndpoint = "mutation DeleteEndpoint($id:ID!){deleteWebhookEndpoint(endpointId:$id){__typename ... on Error{code message whatToDo}}}" as Operation<DeleteEndpointMutation, DeleteEndpointMutationVariables>;
export const SendTest = "mutation SendTest($id:ID!){sendTestEvent(endpointId:$id){__typename ... on SendTestEventSuccess{eventId}... on Error{code message whatToDo}}}" as Operation<SendTestMutation, SendTestMutationVariables>;
export const Resend = "mutation Resend($id:ID!){resendDelivery(deliveryId:$id){__typename ... on Error{code message whatToDo}}}" as Operation<ResendMutation, ResendMutationVariables>;
export const Recover = "mutation Recover($id:ID!,$since:DateTime!){recoverDeliveries(endpointId:$id,since:$since){__typename ... on Error{code message whatToDo}}}" as Operation<RecoverMutation, RecoverMutationVariables>;
export const Replay = "mutation Replay($id:ID!,$from:DateTime!){replayEvents(endpointId:$id,from:$from){__typename ... on Error{code message whatToDo}}}" as Operation<ReplayMutation, ReplayMutationVariables>;
export const StopReplay = "mutation StopReplay($id:ID!){stopReplay(replayId:$id){__typename ... on Error{code message whatToDo}}}" as Operation<StopReplayMutation, StopReplayMutationVariables>;
export const RevealSecret = "mutation RevealSecret($id:ID!){revealWebhookSecret(endpointId:$id){__typename ... on RevealWebhookSecretSuccess{secret}... on Error{code message whatToDo}}}" as Operation<RevealSecretMutation, RevealSecretMutationVariables>;
export const RotateSecret = "mutation RotateSecret($id:ID!){rotateWebhookSecret(endpointId:$id){__typename ... on RotateWebhookSecretSuccess{secret previousUntil}... on Error{code message whatToDo}}}" as Operation<RotateSecretMutation, RotateSecretMutationVariables>;