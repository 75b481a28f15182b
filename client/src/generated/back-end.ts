/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from '../operation.ts';
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

/** What the page for linking does at an end without a connection. */
export type LinkEnd =
  /** It leads back to `redirectUrl`. */
  | 'REDIRECT'
  /** It says so, and stays. */
  | 'STAY';

/** A language of the page for linking, as a language tag. */
export type LinkLocale =
  /** English. */
  | 'EN'
  /** Spanish. */
  | 'ES';

/** What a link is for. */
export type LinkMode =
  /** Connects an account. */
  | 'CONNECT'
  /** Gives new credentials for the account that is connected. */
  | 'RECONNECT';

/** Who brings readings. */
export type Provider =
  /** Dexcom Share, with user name and password: G6 and older, and later sensors. */
  | 'DEXCOM'
  /** Dexcom's OAuth API, at which the wearer consents: months of readings, and those of today one hour late in the US and three hours elsewhere. */
  | 'DEXCOM_V3';

/** Where an account of Dexcom's lives: in one region only. */
export type Region =
  /** Japan and Asia-Pacific. */
  | 'APAC'
  /** Outside the United States. */
  | 'OUS'
  /** The United States. */
  | 'US';

/** In which order samples come. */
export type SampleOrder =
  /** Against time. */
  | 'NEWEST_FIRST'
  /** By time. */
  | 'OLDEST_FIRST';

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

/** A header that is sent with each request to an endpoint. */
export type WebhookHeader = {
  /** Its name, none that the gateway or HTTP itself sets. */
  readonly name: string;
  /** Its value in printable ASCII. It is sealed at rest and never shown again. */
  readonly value: string;
};

/** What a replay sends again. */
export type WebhookReplayKind =
  /** The deliveries of a range that did not succeed. */
  | 'RECOVER'
  /** All events of a range of the log, sent before or not. */
  | 'REPLAY';

export type PersonFactsFragment = { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string };

export type SampleFactsFragment = { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider };

export type EndpointFactsFragment = { readonly id: string, readonly url: string, readonly description: string, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string, readonly updatedAt: string };

export type DeliveryFactsFragment = { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null };

export type ReplayFactsFragment = { readonly id: string, readonly endpointId: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly isCutShort: boolean, readonly createdAt: string, readonly finishedAt: string | null };

export type KeyFactsFragment = { readonly id: string, readonly name: string, readonly hint: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null };

export type TeamFactsFragment = { readonly id: string, readonly name: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly createdAt: string };

export type TeamQueryVariables = Exact<{ [key: string]: never; }>;


export type TeamQuery = { readonly team: { readonly id: string, readonly name: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly createdAt: string } };

export type UpdateTeamMutationVariables = Exact<{
  followerContact?: string | null | undefined;
  refusesSharedAccounts?: boolean | null | undefined;
}>;


export type UpdateTeamMutation = { readonly updateTeam:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' }
    )
    | (
      { readonly team: { readonly id: string, readonly name: string, readonly followerContact: string | null, readonly refusesSharedAccounts: boolean, readonly createdAt: string } }
      & { readonly __typename: 'UpdateTeamSuccess' }
    )
   };

export type UsersQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UsersQuery = { readonly users: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type UserQueryVariables = Exact<{
  id?: string | null | undefined;
  clientUserId?: string | null | undefined;
}>;


export type UserQuery = { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string, readonly latestSample: { readonly ageSeconds: number, readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider } | null, readonly connections: ReadonlyArray<{ readonly id: string, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly newestReadingAt: string | null }> } | null };

export type CreateUserMutationVariables = Exact<{
  clientUserId: string;
  timeZone?: string | null | undefined;
  birthDate?: string | null | undefined;
}>;


export type CreateUserMutation = { readonly createUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string, readonly existingUser: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'ClientUserIdTaken' }
    )
    | (
      { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'CreateUserSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'QuotaExceeded' }
    )
   };

export type UpdateUserMutationVariables = Exact<{
  userId: string;
  timeZone?: string | null | undefined;
  birthDate?: string | null | undefined;
}>;


export type UpdateUserMutation = { readonly updateUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'UpdateUserSuccess' }
    )
   };

export type DeleteUserMutationVariables = Exact<{
  userId: string;
}>;


export type DeleteUserMutation = { readonly deleteUser:
    | (
      { readonly deletedUser: { readonly id: string, readonly clientUserId: string, readonly deletedAt: string, readonly eraseAt: string } }
      & { readonly __typename: 'DeleteUserSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type UndoDeleteUserMutationVariables = Exact<{
  userId: string;
}>;


export type UndoDeleteUserMutation = { readonly undoDeleteUser:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'ClientUserIdTaken' | 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' }
    )
    | (
      { readonly user: { readonly id: string, readonly clientUserId: string, readonly timeZone: string | null, readonly birthDate: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'UndoDeleteUserSuccess' }
    )
   };

export type DeletedUsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DeletedUsersQuery = { readonly deletedUsers: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly clientUserId: string, readonly deletedAt: string, readonly eraseAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type ExportUserMutationVariables = Exact<{
  userId: string;
}>;


export type ExportUserMutation = { readonly exportUser:
    | (
      { readonly url: string, readonly expiresAt: string }
      & { readonly __typename: 'ExportUserSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type CreateUserTokenMutationVariables = Exact<{
  userId: string;
  ttlSeconds?: number | null | undefined;
  scopes?: ReadonlyArray<UserTokenScope> | UserTokenScope | null | undefined;
}>;


export type CreateUserTokenMutation = { readonly createUserToken:
    | (
      { readonly token: string, readonly expiresAt: string, readonly scopes: ReadonlyArray<UserTokenScope> }
      & { readonly __typename: 'CreateUserTokenSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' }
    )
   };

export type CreateLinkTokenMutationVariables = Exact<{
  userId: string;
  provider?: Provider | null | undefined;
  mode?: LinkMode | null | undefined;
  region?: Region | null | undefined;
  locale?: LinkLocale | null | undefined;
  redirectUrl?: string | null | undefined;
  parentOrigin?: string | null | undefined;
  reference?: string | null | undefined;
  onClose?: LinkEnd | null | undefined;
  onError?: LinkEnd | null | undefined;
}>;


export type CreateLinkTokenMutation = { readonly createLinkToken:
    | (
      { readonly linkId: string, readonly linkUrl: string, readonly linkToken: string, readonly expiresAt: string }
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
    | (
      { readonly connection: { readonly id: string, readonly state: ConnectionState, readonly disconnectedAt: string | null } }
      & { readonly __typename: 'DisconnectSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type TeamConnectionsQueryVariables = Exact<{
  states?: ReadonlyArray<ConnectionState> | ConnectionState | null | undefined;
  staleSince?: string | null | undefined;
  includesDisconnected?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TeamConnectionsQuery = { readonly connections: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly provider: Provider, readonly region: Region, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly meaning: string, readonly whatToDo: string, readonly connectedAt: string, readonly disconnectedAt: string | null, readonly newestReadingAt: string | null, readonly nextPollAt: string | null, readonly user: { readonly id: string, readonly clientUserId: string } | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type SamplesQueryVariables = Exact<{
  userId: string;
  from: string;
  to?: string | null | undefined;
  order?: SampleOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SamplesQuery = { readonly user: { readonly samples: { readonly edges: ReadonlyArray<{ readonly node: { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string, readonly utcOffsetMinutes: number | null, readonly receivedAt: string, readonly isLate: boolean, readonly revision: number, readonly provider: Provider } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } } | null };

export type LogEventsQueryVariables = Exact<{
  userId?: string | null | undefined;
  types?: ReadonlyArray<EventType> | EventType | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type LogEventsQuery = { readonly events: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly cursor: string, readonly type: EventType, readonly appendedAt: string, readonly userId: string | null, readonly payload: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type WebhookEndpointsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhookEndpointsQuery = { readonly webhookEndpoints: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly url: string, readonly description: string, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string, readonly updatedAt: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type CreateWebhookEndpointMutationVariables = Exact<{
  url: string;
  description?: string | null | undefined;
  eventTypes?: ReadonlyArray<EventType> | EventType | null | undefined;
  userId?: string | null | undefined;
  headers?: ReadonlyArray<WebhookHeader> | WebhookHeader | null | undefined;
  ratePerSecond?: number | null | undefined;
  secret?: string | null | undefined;
}>;


export type CreateWebhookEndpointMutation = { readonly createWebhookEndpoint:
    | (
      { readonly secret: string, readonly endpoint: { readonly id: string, readonly url: string, readonly description: string, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'CreateWebhookEndpointSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'TooManyWebhookEndpoints' | 'WebhookUrlRefused' }
    )
   };

export type UpdateWebhookEndpointMutationVariables = Exact<{
  endpointId: string;
  url?: string | null | undefined;
  description?: string | null | undefined;
  eventTypes?: ReadonlyArray<EventType> | EventType | null | undefined;
  userId?: string | null | undefined;
  headers?: ReadonlyArray<WebhookHeader> | WebhookHeader | null | undefined;
  ratePerSecond?: number | null | undefined;
  isEnabled?: boolean | null | undefined;
}>;


export type UpdateWebhookEndpointMutation = { readonly updateWebhookEndpoint:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'WebhookUrlRefused' }
    )
    | (
      { readonly endpoint: { readonly id: string, readonly url: string, readonly description: string, readonly eventTypes: ReadonlyArray<EventType> | null, readonly userId: string | null, readonly headerNames: ReadonlyArray<string>, readonly ratePerSecond: number | null, readonly isEnabled: boolean, readonly disabledAt: string | null, readonly disabledReason: WebhookDisabledReason | null, readonly failingSince: string | null, readonly slowedUntil: string | null, readonly previousSecretUntil: string | null, readonly createdAt: string, readonly updatedAt: string } }
      & { readonly __typename: 'UpdateWebhookEndpointSuccess' }
    )
   };

export type DeleteWebhookEndpointMutationVariables = Exact<{
  endpointId: string;
}>;


export type DeleteWebhookEndpointMutation = { readonly deleteWebhookEndpoint:
    | (
      { readonly endpointId: string }
      & { readonly __typename: 'DeleteWebhookEndpointSuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  endpointId: string;
  secret?: string | null | undefined;
}>;


export type RotateWebhookSecretMutation = { readonly rotateWebhookSecret:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly secret: string, readonly previousUntil: string }
      & { readonly __typename: 'RotateWebhookSecretSuccess' }
    )
   };

export type RevealWebhookSecretMutationVariables = Exact<{
  endpointId: string;
}>;


export type RevealWebhookSecretMutation = { readonly revealWebhookSecret:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly secret: string }
      & { readonly __typename: 'RevealWebhookSecretSuccess' }
    )
   };

export type SendTestEventMutationVariables = Exact<{
  endpointId: string;
}>;


export type SendTestEventMutation = { readonly sendTestEvent:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'WebhookEndpointDisabled' }
    )
    | (
      { readonly eventId: string }
      & { readonly __typename: 'SendTestEventSuccess' }
    )
   };

export type DeliveriesQueryVariables = Exact<{
  endpointId?: string | null | undefined;
  states?: ReadonlyArray<WebhookDeliveryState> | WebhookDeliveryState | null | undefined;
  eventTypes?: ReadonlyArray<EventType> | EventType | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type DeliveriesQuery = { readonly deliveries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type ResendDeliveryMutationVariables = Exact<{
  deliveryId: string;
}>;


export type ResendDeliveryMutation = { readonly resendDelivery:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'WebhookDeliveryInFlight' | 'WebhookEndpointDisabled' | 'WebhookEventGone' }
    )
    | (
      { readonly delivery: { readonly id: string, readonly endpointId: string, readonly eventId: string, readonly eventType: EventType, readonly userId: string | null, readonly state: WebhookDeliveryState, readonly attemptCount: number, readonly eventAppendedAt: string, readonly nextAttemptAt: string | null, readonly settledAt: string | null } }
      & { readonly __typename: 'ResendDeliverySuccess' }
    )
   };

export type RecoverDeliveriesMutationVariables = Exact<{
  endpointId: string;
  since: string;
}>;


export type RecoverDeliveriesMutation = { readonly recoverDeliveries:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'TooManyWebhookReplays' | 'WebhookEndpointDisabled' }
    )
    | (
      { readonly replay: { readonly id: string, readonly endpointId: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly isCutShort: boolean, readonly createdAt: string, readonly finishedAt: string | null } }
      & { readonly __typename: 'RecoverDeliveriesSuccess' }
    )
   };

export type ReplayEventsMutationVariables = Exact<{
  endpointId: string;
  from?: string | null | undefined;
  after?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type ReplayEventsMutation = { readonly replayEvents:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' | 'QuotaExceeded' | 'TooManyWebhookReplays' | 'WebhookEndpointDisabled' }
    )
    | (
      { readonly replay: { readonly id: string, readonly endpointId: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly isCutShort: boolean, readonly createdAt: string, readonly finishedAt: string | null } }
      & { readonly __typename: 'ReplayEventsSuccess' }
    )
   };

export type StopReplayMutationVariables = Exact<{
  replayId: string;
}>;


export type StopReplayMutation = { readonly stopReplay:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly replay: { readonly id: string, readonly endpointId: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly isCutShort: boolean, readonly createdAt: string, readonly finishedAt: string | null } }
      & { readonly __typename: 'StopReplaySuccess' }
    )
   };

export type ReplaysQueryVariables = Exact<{
  endpointId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ReplaysQuery = { readonly replays: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly endpointId: string, readonly kind: WebhookReplayKind, readonly progress: number, readonly stagedCount: number, readonly isCutShort: boolean, readonly createdAt: string, readonly finishedAt: string | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type ApiKeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ApiKeysQuery = { readonly apiKeys: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly hint: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export type CreateApiKeyMutationVariables = Exact<{
  name: string;
  expiresAt?: string | null | undefined;
}>;


export type CreateApiKeyMutation = { readonly createApiKey:
    | (
      { readonly secret: string, readonly apiKey: { readonly id: string, readonly name: string, readonly hint: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null } }
      & { readonly __typename: 'CreateApiKeySuccess' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'QuotaExceeded' }
    )
   };

export type RevokeApiKeyMutationVariables = Exact<{
  apiKeyId: string;
}>;


export type RevokeApiKeyMutation = { readonly revokeApiKey:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'InvalidArgument' | 'NotFound' }
    )
    | (
      { readonly apiKey: { readonly id: string, readonly name: string, readonly hint: string, readonly createdAt: string, readonly lastUsedAt: string | null, readonly expiresAt: string | null, readonly revokedAt: string | null } }
      & { readonly __typename: 'RevokeApiKeySuccess' }
    )
   };

export type AuditEntriesQueryVariables = Exact<{
  userId?: string | null | undefined;
  action?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditEntriesQuery = { readonly auditEntries: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly at: string, readonly action: string, readonly actorKind: AuditActorKind, readonly actorId: string | null, readonly address: string | null, readonly subjectKind: string | null, readonly subjectId: string | null, readonly detail: string } }>, readonly pageInfo: { readonly endCursor: string | null, readonly hasNextPage: boolean } } };

export const Team = "query Team{team{...TeamFacts}} fragment TeamFacts on Team{id name followerContact refusesSharedAccounts createdAt}" as Operation<TeamQuery, TeamQueryVariables>;
export const UpdateTeam = "mutation UpdateTeam($followerContact:String,$refusesSharedAccounts:Boolean){updateTeam(followerContact:$followerContact refusesSharedAccounts:$refusesSharedAccounts){__typename ... on UpdateTeamSuccess{team{...TeamFacts}}... on Error{code message whatToDo}}} fragment TeamFacts on Team{id name followerContact refusesSharedAccounts createdAt}" as Operation<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const Users = "query Users($search:String,$first:Int,$after:String){users(search:$search,first:$first,after:$after){edges{node{...PersonFacts}}pageInfo{endCursor hasNextPage}}} fragment PersonFacts on User{id clientUserId timeZone birthDate createdAt updatedAt}" as Operation<UsersQuery, UsersQueryVariables>;
export const User = "query User($id:ID,$clientUserId:String){user(id:$id,clientUserId:$clientUserId){...PersonFacts latestSample{...SampleFacts ageSeconds}connections{id state stateSince stateUntil meaning whatToDo newestReadingAt}}} fragment PersonFacts on User{id clientUserId timeZone birthDate createdAt updatedAt} fragment SampleFacts on GlucoseSample{takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision provider}" as Operation<UserQuery, UserQueryVariables>;
export const CreateUser = "mutation CreateUser($clientUserId:String!,$timeZone:String,$birthDate:Date){createUser(clientUserId:$clientUserId timeZone:$timeZone birthDate:$birthDate){__typename ... on CreateUserSuccess{user{...PersonFacts}}... on ClientUserIdTaken{existingUser{...PersonFacts}}... on Error{code message whatToDo}}} fragment PersonFacts on User{id clientUserId timeZone birthDate createdAt updatedAt}" as Operation<CreateUserMutation, CreateUserMutationVariables>;
export const UpdateUser = "mutation UpdateUser($userId:ID!,$timeZone:String,$birthDate:Date){updateUser(userId:$userId,timeZone:$timeZone,birthDate:$birthDate){__typename ... on UpdateUserSuccess{user{...PersonFacts}}... on Error{code message whatToDo}}} fragment PersonFacts on User{id clientUserId timeZone birthDate createdAt updatedAt}" as Operation<UpdateUserMutation, UpdateUserMutationVariables>;
export const DeleteUser = "mutation DeleteUser($userId:ID!){deleteUser(userId:$userId){__typename ... on DeleteUserSuccess{deletedUser{id clientUserId deletedAt eraseAt}}... on Error{code message whatToDo}}}" as Operation<DeleteUserMutation, DeleteUserMutationVariables>;
export const UndoDeleteUser = "mutation UndoDeleteUser($userId:ID!){undoDeleteUser(userId:$userId){__typename ... on UndoDeleteUserSuccess{user{...PersonFacts}}... on Error{code message whatToDo}}} fragment PersonFacts on User{id clientUserId timeZone birthDate createdAt updatedAt}" as Operation<UndoDeleteUserMutation, UndoDeleteUserMutationVariables>;
export const DeletedUsers = "query DeletedUsers($first:Int,$after:String){deletedUsers(first:$first,after:$after){edges{node{id clientUserId deletedAt eraseAt}}pageInfo{endCursor hasNextPage}}}" as Operation<DeletedUsersQuery, DeletedUsersQueryVariables>;
export const ExportUser = "mutation ExportUser($userId:ID!){exportUser(userId:$userId){__typename ... on ExportUserSuccess{url expiresAt}... on Error{code message whatToDo}}}" as Operation<ExportUserMutation, ExportUserMutationVariables>;
export const CreateUserToken = "mutation CreateUserToken($userId:ID!,$ttlSeconds:Int,$scopes:[UserTokenScope!]){createUserToken(userId:$userId,ttlSeconds:$ttlSeconds,scopes:$scopes){__typename ... on CreateUserTokenSuccess{token expiresAt scopes}... on Error{code message whatToDo}}}" as Operation<CreateUserTokenMutation, CreateUserTokenMutationVariables>;
export const CreateLinkToken = "mutation CreateLinkToken($userId:ID!,$provider:Provider,$mode:LinkMode,$region:Region,$locale:LinkLocale,$redirectUrl:String,$parentOrigin:String,$reference:String,$onClose:LinkEnd,$onError:LinkEnd){createLinkToken(userId:$userId provider:$provider mode:$mode region:$region locale:$locale redirectUrl:$redirectUrl parentOrigin:$parentOrigin reference:$reference onClose:$onClose onError:$onError){__typename ... on CreateLinkTokenSuccess{linkId linkUrl linkToken expiresAt}... on Error{code message whatToDo}}}" as Operation<CreateLinkTokenMutation, CreateLinkTokenMutationVariables>;
export const Disconnect = "mutation Disconnect($connectionId:ID!){disconnect(connectionId:$connectionId){__typename ... on DisconnectSuccess{connection{id state disconnectedAt}}... on Error{code message whatToDo}}}" as Operation<DisconnectMutation, DisconnectMutationVariables>;
export const TeamConnections = "query TeamConnections($states:[ConnectionState!],$staleSince:DateTime,$includesDisconnected:Boolean,$first:Int,$after:String){connections(states:$states staleSince:$staleSince includesDisconnected:$includesDisconnected first:$first after:$after){edges{node{id provider region state stateSince stateUntil meaning whatToDo connectedAt disconnectedAt newestReadingAt nextPollAt user{id clientUserId}}}pageInfo{endCursor hasNextPage}}}" as Operation<TeamConnectionsQuery, TeamConnectionsQueryVariables>;
export const Samples = "query Samples($userId:ID!,$from:DateTime!,$to:DateTime,$order:SampleOrder,$first:Int,$after:String){user(id:$userId){samples(from:$from,to:$to,order:$order,first:$first,after:$after){edges{node{...SampleFacts}}pageInfo{endCursor hasNextPage}}}} fragment SampleFacts on GlucoseSample{takenAt valueMgDl valueMmolL range trend trendArrow utcOffsetMinutes receivedAt isLate revision provider}" as Operation<SamplesQuery, SamplesQueryVariables>;
export const LogEvents = "query LogEvents($userId:ID,$types:[EventType!],$first:Int,$after:String){events(userId:$userId,types:$types,first:$first,after:$after){edges{node{id cursor type appendedAt userId payload}}pageInfo{endCursor hasNextPage}}}" as Operation<LogEventsQuery, LogEventsQueryVariables>;
export const WebhookEndpoints = "query WebhookEndpoints($first:Int,$after:String){webhookEndpoints(first:$first,after:$after){edges{node{...EndpointFacts}}pageInfo{endCursor hasNextPage}}} fragment EndpointFacts on WebhookEndpoint{id url description eventTypes userId headerNames ratePerSecond isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil createdAt updatedAt}" as Operation<WebhookEndpointsQuery, WebhookEndpointsQueryVariables>;
export const CreateWebhookEndpoint = "mutation CreateWebhookEndpoint($url:String!,$description:String,$eventTypes:[EventType!],$userId:ID,$headers:[WebhookHeader!],$ratePerSecond:Int,$secret:String){createWebhookEndpoint(url:$url description:$description eventTypes:$eventTypes userId:$userId headers:$headers ratePerSecond:$ratePerSecond secret:$secret){__typename ... on CreateWebhookEndpointSuccess{secret endpoint{...EndpointFacts}}... on Error{code message whatToDo}}} fragment EndpointFacts on WebhookEndpoint{id url description eventTypes userId headerNames ratePerSecond isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil createdAt updatedAt}" as Operation<CreateWebhookEndpointMutation, CreateWebhookEndpointMutationVariables>;
export const UpdateWebhookEndpoint = "mutation UpdateWebhookEndpoint($endpointId:ID!,$url:String,$description:String,$eventTypes:[EventType!],$userId:ID,$headers:[WebhookHeader!],$ratePerSecond:Int,$isEnabled:Boolean){updateWebhookEndpoint(endpointId:$endpointId url:$url description:$description eventTypes:$eventTypes userId:$userId headers:$headers ratePerSecond:$ratePerSecond isEnabled:$isEnabled){__typename ... on UpdateWebhookEndpointSuccess{endpoint{...EndpointFacts}}... on Error{code message whatToDo}}} fragment EndpointFacts on WebhookEndpoint{id url description eventTypes userId headerNames ratePerSecond isEnabled disabledAt disabledReason failingSince slowedUntil previousSecretUntil createdAt updatedAt}" as Operation<UpdateWebhookEndpointMutation, UpdateWebhookEndpointMutationVariables>;
export const DeleteWebhookEndpoint = "mutation DeleteWebhookEndpoint($endpointId:ID!){deleteWebhookEndpoint(endpointId:$endpointId){__typename ... on DeleteWebhookEndpointSuccess{endpointId}... on Error{code message whatToDo}}}" as Operation<DeleteWebhookEndpointMutation, DeleteWebhookEndpointMutationVariables>;
export const RotateWebhookSecret = "mutation RotateWebhookSecret($endpointId:ID!,$secret:String){rotateWebhookSecret(endpointId:$endpointId,secret:$secret){__typename ... on RotateWebhookSecretSuccess{secret previousUntil}... on Error{code message whatToDo}}}" as Operation<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const RevealWebhookSecret = "mutation RevealWebhookSecret($endpointId:ID!){revealWebhookSecret(endpointId:$endpointId){__typename ... on RevealWebhookSecretSuccess{secret}... on Error{code message whatToDo}}}" as Operation<RevealWebhookSecretMutation, RevealWebhookSecretMutationVariables>;
export const SendTestEvent = "mutation SendTestEvent($endpointId:ID!){sendTestEvent(endpointId:$endpointId){__typename ... on SendTestEventSuccess{eventId}... on Error{code message whatToDo}}}" as Operation<SendTestEventMutation, SendTestEventMutationVariables>;
export const Deliveries = "query Deliveries($endpointId:ID,$states:[WebhookDeliveryState!],$eventTypes:[EventType!],$from:DateTime,$to:DateTime,$first:Int,$after:String){deliveries(endpointId:$endpointId states:$states eventTypes:$eventTypes from:$from to:$to first:$first after:$after){edges{node{...DeliveryFacts}}pageInfo{endCursor hasNextPage}}} fragment DeliveryFacts on WebhookDelivery{id endpointId eventId eventType userId state attemptCount eventAppendedAt nextAttemptAt settledAt}" as Operation<DeliveriesQuery, DeliveriesQueryVariables>;
export const ResendDelivery = "mutation ResendDelivery($deliveryId:ID!){resendDelivery(deliveryId:$deliveryId){__typename ... on ResendDeliverySuccess{delivery{...DeliveryFacts}}... on Error{code message whatToDo}}} fragment DeliveryFacts on WebhookDelivery{id endpointId eventId eventType userId state attemptCount eventAppendedAt nextAttemptAt settledAt}" as Operation<ResendDeliveryMutation, ResendDeliveryMutationVariables>;
export const RecoverDeliveries = "mutation RecoverDeliveries($endpointId:ID!,$since:DateTime!){recoverDeliveries(endpointId:$endpointId,since:$since){__typename ... on RecoverDeliveriesSuccess{replay{...ReplayFacts}}... on Error{code message whatToDo}}} fragment ReplayFacts on WebhookReplay{id endpointId kind progress stagedCount isCutShort createdAt finishedAt}" as Operation<RecoverDeliveriesMutation, RecoverDeliveriesMutationVariables>;
export const ReplayEvents = "mutation ReplayEvents($endpointId:ID!,$from:DateTime,$after:String,$to:DateTime){replayEvents(endpointId:$endpointId,from:$from,after:$after,to:$to){__typename ... on ReplayEventsSuccess{replay{...ReplayFacts}}... on Error{code message whatToDo}}} fragment ReplayFacts on WebhookReplay{id endpointId kind progress stagedCount isCutShort createdAt finishedAt}" as Operation<ReplayEventsMutation, ReplayEventsMutationVariables>;
export const StopReplay = "mutation StopReplay($replayId:ID!){stopReplay(replayId:$replayId){__typename ... on StopReplaySuccess{replay{...ReplayFacts}}... on Error{code message whatToDo}}} fragment ReplayFacts on WebhookReplay{id endpointId kind progress stagedCount isCutShort createdAt finishedAt}" as Operation<StopReplayMutation, StopReplayMutationVariables>;
export const Replays = "query Replays($endpointId:ID!,$first:Int,$after:String){replays(endpointId:$endpointId,first:$first,after:$after){edges{node{...ReplayFacts}}pageInfo{endCursor hasNextPage}}} fragment ReplayFacts on WebhookReplay{id endpointId kind progress stagedCount isCutShort createdAt finishedAt}" as Operation<ReplaysQuery, ReplaysQueryVariables>;
export const ApiKeys = "query ApiKeys($first:Int,$after:String){apiKeys(first:$first,after:$after){edges{node{...KeyFacts}}pageInfo{endCursor hasNextPage}}} fragment KeyFacts on ApiKey{id name hint createdAt lastUsedAt expiresAt revokedAt}" as Operation<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKey = "mutation CreateApiKey($name:String!,$expiresAt:DateTime){createApiKey(name:$name,expiresAt:$expiresAt){__typename ... on CreateApiKeySuccess{secret apiKey{...KeyFacts}}... on Error{code message whatToDo}}} fragment KeyFacts on ApiKey{id name hint createdAt lastUsedAt expiresAt revokedAt}" as Operation<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKey = "mutation RevokeApiKey($apiKeyId:ID!){revokeApiKey(apiKeyId:$apiKeyId){__typename ... on RevokeApiKeySuccess{apiKey{...KeyFacts}}... on Error{code message whatToDo}}} fragment KeyFacts on ApiKey{id name hint createdAt lastUsedAt expiresAt revokedAt}" as Operation<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const AuditEntries = "query AuditEntries($userId:ID,$action:String,$first:Int,$after:String){auditEntries(userId:$userId,action:$action,first:$first,after:$after){edges{node{id at action actorKind actorId address subjectKind subjectId detail}}pageInfo{endCursor hasNextPage}}}" as Operation<AuditEntriesQuery, AuditEntriesQueryVariables>;