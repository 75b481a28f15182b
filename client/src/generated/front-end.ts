/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from '../operation.ts';
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

/** With what kind of credential a request was made. */
export type CredentialKind =
  /** A key of the team: may do what its scopes say. */
  | 'API_KEY'
  /** Somebody in the console, who may do what their role says. */
  | 'SESSION'
  /** A short-lived token that concerns one user, for front ends. */
  | 'USER_TOKEN';

/** Why data do not suffice to speak of glucose in general. */
export type DataShortage =
  /** There are no readings in the range. */
  | 'NO_READINGS'
  /** The range that was asked for is shorter than 14 days. */
  | 'UNDER_14_DAYS'
  /** The readings stand for less than 70 % of the range that was asked for. */
  | 'UNDER_70_PERCENT';

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

/** Why there are no samples. */
export type GapReason =
  /** Some of its samples can no longer be had from the provider. */
  | 'BEYOND_REACH'
  /** No samples came: a sensor or a phone was silent, and may still bring them. */
  | 'SILENCE';

/** A range of one's own, such as 63 to 140 in pregnancy; both ends are within it. */
export type GlucoseRangeInput = {
  /** The high end, from `lowMgDl` to 1000 mg/dL. */
  readonly highMgDl: number;
  /** The low end, 1 to 1000 mg/dL. */
  readonly lowMgDl: number;
};

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

/** What a user token is good for. */
export type UserTokenScope =
  /** Makes link tokens for the user. */
  | 'LINK'
  /** Reads the user's data. */
  | 'READ'
  /** Asks for the user's readings now. */
  | 'REFRESH'
  /** Subscribes to the user's events, and reads those of the log. */
  | 'WATCH';

export type ConnectionFactsFragment = { readonly id: string, readonly provider: Provider, readonly region: Region, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly connectedAt: string, readonly disconnectedAt: string | null, readonly lastPollAt: string | null, readonly lastReadingAt: string | null, readonly newestReadingAt: string | null, readonly nextPollAt: string | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { readonly viewer: { readonly credential: CredentialKind, readonly scopes: ReadonlyArray<UserTokenScope>, readonly expiresAt: string | null, readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null } | null } };

export type LatestGlucoseQueryVariables = Exact<{
  userId: string;
}>;


export type LatestGlucoseQuery = { readonly user: { readonly id: string, readonly latestSample: { readonly ageSeconds: number, readonly rateMgDlPerMinute: number | null, readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider } | null } | null };

export type GlucoseSeriesQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  pointsMax?: number | null | undefined;
}>;


export type GlucoseSeriesQuery = { readonly user: { readonly id: string, readonly latestSample: { readonly takenAt: string, readonly ageSeconds: number } | null, readonly glucoseSeries: { readonly timesMs: ReadonlyArray<number>, readonly valuesMgDl: ReadonlyArray<number>, readonly trends: ReadonlyArray<Trend>, readonly sampleCount: number, readonly isDownsampled: boolean } } | null };

export type ConnectionsQueryVariables = Exact<{
  userId: string;
}>;


export type ConnectionsQuery = { readonly user: { readonly id: string, readonly connections: ReadonlyArray<{ readonly id: string, readonly provider: Provider, readonly region: Region, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly connectedAt: string, readonly disconnectedAt: string | null, readonly lastPollAt: string | null, readonly lastReadingAt: string | null, readonly newestReadingAt: string | null, readonly nextPollAt: string | null }> } | null };

export type GlucoseStatisticsQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  timeZone?: string | null | undefined;
  ranges?: ReadonlyArray<GlucoseRangeInput> | GlucoseRangeInput | null | undefined;
}>;


export type GlucoseStatisticsQuery = { readonly user: { readonly id: string, readonly glucoseStatistics: { readonly from: string, readonly to: string, readonly timeZone: string, readonly sampleCount: number, readonly activePercent: number | null, readonly activeMinutes: number, readonly coefficientOfVariationPercent: number | null, readonly gmiPercent: number | null, readonly gmiWithheldReason: DataShortage | null, readonly mean: { readonly mgDl: number, readonly mmolL: number } | null, readonly standardDeviation: { readonly mgDl: number, readonly mmolL: number } | null, readonly cumulative: { readonly below54Percent: number, readonly below70Percent: number, readonly from70To180Percent: number, readonly above180Percent: number, readonly above250Percent: number } | null, readonly banded: { readonly below54Percent: number, readonly from54To69Percent: number, readonly from70To180Percent: number, readonly from181To250Percent: number, readonly above250Percent: number } | null, readonly ranges: ReadonlyArray<{ readonly lowMgDl: number, readonly highMgDl: number, readonly belowPercent: number, readonly inPercent: number, readonly abovePercent: number }> | null, readonly sufficiency: { readonly isSufficient: boolean, readonly shortage: DataShortage | null, readonly activePercent: number, readonly periodDays: number } } } | null };

export type GlucoseDaysQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  timeZone?: string | null | undefined;
}>;


export type GlucoseDaysQuery = { readonly user: { readonly id: string, readonly glucoseDays: ReadonlyArray<{ readonly date: string, readonly from: string, readonly to: string, readonly minutes: number, readonly sampleCount: number, readonly activePercent: number, readonly mean: { readonly mgDl: number, readonly mmolL: number } | null, readonly lowest: { readonly mgDl: number, readonly mmolL: number } | null, readonly highest: { readonly mgDl: number, readonly mmolL: number } | null, readonly banded: { readonly below54Percent: number, readonly from54To69Percent: number, readonly from70To180Percent: number, readonly from181To250Percent: number, readonly above250Percent: number } | null }> } | null };

export type AmbulatoryProfileQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  timeZone?: string | null | undefined;
}>;


export type AmbulatoryProfileQuery = { readonly user: { readonly id: string, readonly ambulatoryProfile: { readonly timeZone: string, readonly stepMinutes: number, readonly minutesOfDay: ReadonlyArray<number>, readonly counts: ReadonlyArray<number>, readonly mgDl: { readonly p5: ReadonlyArray<number | null>, readonly p25: ReadonlyArray<number | null>, readonly p50: ReadonlyArray<number | null>, readonly p75: ReadonlyArray<number | null>, readonly p95: ReadonlyArray<number | null> } } } | null };

export type GlucoseGapsQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  minutesMin?: number | null | undefined;
}>;


export type GlucoseGapsQuery = { readonly user: { readonly id: string, readonly glucoseGaps: ReadonlyArray<{ readonly from: string, readonly to: string, readonly minutes: number, readonly reason: GapReason }> } | null };

export type LinkNeedsQueryVariables = Exact<{ [key: string]: never; }>;


export type LinkNeedsQuery = { readonly providers: ReadonlyArray<{ readonly provider: Provider, readonly name: string, readonly needs: ReadonlyArray<string>, readonly regions: ReadonlyArray<string>, readonly followerContact: string | null }> };

export type RefreshUserMutationVariables = Exact<{
  userId: string;
  timeoutSeconds?: number | null | undefined;
}>;


export type RefreshUserMutation = { readonly refreshUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'RefreshLimited' }
    )
    | (
      { readonly connections: ReadonlyArray<{ readonly connectionId: string, readonly state: RefreshState, readonly createdCount: number | null, readonly updatedCount: number | null, readonly polledAt: string | null, readonly reason: PollOutcome | null }> }
      & { readonly __typename: 'RefreshUserSuccess' }
    )
   };

export type CreateLinkTokenMutationVariables = Exact<{
  userId: string;
}>;


export type CreateLinkTokenMutation = { readonly createLinkToken:
    | (
      { readonly linkUrl: string, readonly linkToken: string, readonly expiresAt: string }
      & { readonly __typename: 'CreateLinkTokenSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'LinkAddressNotRegistered' | 'NotFound' | 'ProviderNotConfigured' | 'QuotaExceeded' }
    )
   };

export type LinkedFragment = { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState, readonly meaning: string, readonly whatToDo: string, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly followerContact: string | null, readonly readingCount: number, readonly hasReadings: boolean, readonly needs: ReadonlyArray<string> };

export type LinkAccountMutationVariables = Exact<{
  linkToken: string;
  provider: Provider;
  username: string;
  password: string;
  region?: string | null | undefined;
}>;


export type LinkAccountMutation = { readonly outcome:
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountLockedOut' | 'LinkThrottled' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountTaken' | 'DexcomUnreachable' | 'LinkAttemptUnsettled' | 'LinkTokenRefused' | 'OtherAccountConnected' }
    )
    | (
      { readonly regions: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'CredentialsRefused' }
    )
    | (
      { readonly argument: string, readonly expected: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState, readonly meaning: string, readonly whatToDo: string, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly followerContact: string | null, readonly readingCount: number, readonly hasReadings: boolean, readonly needs: ReadonlyArray<string> }
      & { readonly __typename: 'LinkSuccess' }
    )
    | (
      { readonly supported: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'RegionUnsupported' }
    )
   };

export type ReconnectAccountMutationVariables = Exact<{
  linkToken: string;
  username: string;
  password: string;
  region?: string | null | undefined;
}>;


export type ReconnectAccountMutation = { readonly outcome:
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountLockedOut' | 'LinkThrottled' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountTaken' | 'DexcomUnreachable' | 'LinkAttemptUnsettled' | 'LinkTokenRefused' | 'NotConnected' | 'OtherAccountConnected' }
    )
    | (
      { readonly regions: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'CredentialsRefused' }
    )
    | (
      { readonly argument: string, readonly expected: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState, readonly meaning: string, readonly whatToDo: string, readonly isSharingOn: boolean | null, readonly followerCount: number | null, readonly followerContact: string | null, readonly readingCount: number, readonly hasReadings: boolean, readonly needs: ReadonlyArray<string> }
      & { readonly __typename: 'LinkSuccess' }
    )
    | (
      { readonly supported: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'RegionUnsupported' }
    )
   };

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

export const WhoAmI = "query WhoAmI{viewer{credential scopes expiresAt user{id clientUserId timeZone}}}" as Operation<WhoAmIQuery, WhoAmIQueryVariables>;
export const LatestGlucose = "query LatestGlucose($userId:ID!){user(id:$userId){id latestSample{...Sample ageSeconds rateMgDlPerMinute}}} fragment Sample on GlucoseSample{takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision provider}" as Operation<LatestGlucoseQuery, LatestGlucoseQueryVariables>;
export const GlucoseSeries = "query GlucoseSeries($userId:ID!,$from:DateTime!,$to:DateTime,$pointsMax:Int){user(id:$userId){id latestSample{takenAt ageSeconds}glucoseSeries(from:$from,to:$to,pointsMax:$pointsMax){timesMs valuesMgDl trends sampleCount isDownsampled}}}" as Operation<GlucoseSeriesQuery, GlucoseSeriesQueryVariables>;
export const Connections = "query Connections($userId:ID!){user(id:$userId){id connections{...ConnectionFacts}}} fragment ConnectionFacts on Connection{id provider region state stateSince stateUntil meaning whatToDo isSharingOn followerCount connectedAt disconnectedAt lastPollAt lastReadingAt newestReadingAt nextPollAt}" as Operation<ConnectionsQuery, ConnectionsQueryVariables>;
export const GlucoseStatistics = "query GlucoseStatistics($userId:ID!,$from:DateTime!,$to:DateTime,$timeZone:String,$ranges:[GlucoseRangeInput!]){user(id:$userId){id glucoseStatistics(from:$from,to:$to,timeZone:$timeZone,ranges:$ranges){from to timeZone sampleCount activePercent activeMinutes mean{mgDl mmolL}standardDeviation{mgDl mmolL}coefficientOfVariationPercent gmiPercent gmiWithheldReason cumulative{below54Percent below70Percent from70To180Percent above180Percent above250Percent}banded{below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent}ranges{lowMgDl highMgDl belowPercent inPercent abovePercent}sufficiency{isSufficient shortage activePercent periodDays}}}}" as Operation<GlucoseStatisticsQuery, GlucoseStatisticsQueryVariables>;
export const GlucoseDays = "query GlucoseDays($userId:ID!,$from:DateTime!,$to:DateTime,$timeZone:String){user(id:$userId){id glucoseDays(from:$from,to:$to,timeZone:$timeZone){date from to minutes sampleCount activePercent mean{mgDl mmolL}lowest{mgDl mmolL}highest{mgDl mmolL}banded{below54Percent from54To69Percent from70To180Percent from181To250Percent above250Percent}}}}" as Operation<GlucoseDaysQuery, GlucoseDaysQueryVariables>;
export const AmbulatoryProfile = "query AmbulatoryProfile($userId:ID!,$from:DateTime!,$to:DateTime,$timeZone:String){user(id:$userId){id ambulatoryProfile(from:$from,to:$to,timeZone:$timeZone){timeZone stepMinutes minutesOfDay counts mgDl{p5 p25 p50 p75 p95}}}}" as Operation<AmbulatoryProfileQuery, AmbulatoryProfileQueryVariables>;
export const GlucoseGaps = "query GlucoseGaps($userId:ID!,$from:DateTime!,$to:DateTime,$minutesMin:Int){user(id:$userId){id glucoseGaps(from:$from,to:$to,minutesMin:$minutesMin){from to minutes reason}}}" as Operation<GlucoseGapsQuery, GlucoseGapsQueryVariables>;
export const LinkNeeds = "query LinkNeeds{providers{provider name needs regions followerContact}}" as Operation<LinkNeedsQuery, LinkNeedsQueryVariables>;
export const RefreshUser = "mutation RefreshUser($userId:ID!,$timeoutSeconds:Int){refreshUser(userId:$userId,timeoutSeconds:$timeoutSeconds){__typename ... on RefreshUserSuccess{connections{connectionId state createdCount updatedCount polledAt reason}}... on RefreshLimited{until}... on Error{code message whatToDo}}}" as Operation<RefreshUserMutation, RefreshUserMutationVariables>;
export const CreateLinkToken = "mutation CreateLinkToken($userId:ID!){createLinkToken(userId:$userId){__typename ... on CreateLinkTokenSuccess{linkUrl linkToken expiresAt}... on Error{code message whatToDo}}}" as Operation<CreateLinkTokenMutation, CreateLinkTokenMutationVariables>;
export const LinkAccount = "mutation LinkAccount($linkToken:String!,$provider:Provider!,$username:String!,$password:String!,$region:String){outcome:linkPasswordProvider(linkToken:$linkToken provider:$provider username:$username password:$password region:$region){__typename ...Linked ... on CredentialsRefused{regions}... on AccountLockedOut{until}... on LinkThrottled{until}... on RegionUnsupported{supported}... on InvalidArgument{argument expected}... on Error{code message whatToDo}}} fragment Linked on LinkSuccess{connectionId isNew state meaning whatToDo isSharingOn followerCount followerContact readingCount hasReadings needs}" as Operation<LinkAccountMutation, LinkAccountMutationVariables>;
export const ReconnectAccount = "mutation ReconnectAccount($linkToken:String!,$username:String!,$password:String!,$region:String){outcome:reconnect(linkToken:$linkToken username:$username password:$password region:$region){__typename ...Linked ... on CredentialsRefused{regions}... on AccountLockedOut{until}... on LinkThrottled{until}... on RegionUnsupported{supported}... on InvalidArgument{argument expected}... on Error{code message whatToDo}}} fragment Linked on LinkSuccess{connectionId isNew state meaning whatToDo isSharingOn followerCount followerContact readingCount hasReadings needs}" as Operation<ReconnectAccountMutation, ReconnectAccountMutationVariables>;
export const EventsAfter = "query EventsAfter($after:String!,$userId:ID,$types:[EventType!]){events(after:$after,userId:$userId,types:$types,first:1){edges{cursor}}}" as Operation<EventsAfterQuery, EventsAfterQueryVariables>;
export const GlucoseEvents = "subscription GlucoseEvents($userId:ID!,$after:String,$includesRemovals:Boolean!= false){glucoseEvents(userId:$userId after:$after includesRemovals:$includesRemovals){id cursor type appendedAt userId samples{...Sample}}} fragment Sample on GlucoseSample{takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision provider}" as Operation<GlucoseEventsSubscription, GlucoseEventsSubscriptionVariables>;
export const Events = "subscription Events($userId:ID,$types:[EventType!],$after:String){events(userId:$userId,types:$types,after:$after){id cursor type appendedAt userId payload}}" as Operation<EventsSubscription, EventsSubscriptionVariables>;