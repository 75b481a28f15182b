/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type NewestWithApolloQueryVariables = Exact<{
  userId: string;
}>;


export type NewestWithApolloQuery = { user: { id: string, latestSample: { takenAt: string, valueMgDl: number, trendArrow: string, ageSeconds: number } | null, connections: Array<{ id: string, state: ConnectionState, meaning: string }> } | null };

export type WatchWithApolloSubscriptionVariables = Exact<{
  userId: string;
  after?: string | null | undefined;
}>;


export type WatchWithApolloSubscription = { glucoseEvents: { type: EventType, cursor: string, samples: Array<{ takenAt: string, valueMgDl: number, trendArrow: string }> | null } };

export type NewestWithUrqlQueryVariables = Exact<{
  userId: string;
}>;


export type NewestWithUrqlQuery = { user: { latestSample: { takenAt: string, valueMgDl: number, trendArrow: string, ageSeconds: number } | null, connections: Array<{ state: ConnectionState, meaning: string }> } | null };

export type WatchWithUrqlSubscriptionVariables = Exact<{
  userId: string;
  after?: string | null | undefined;
}>;


export type WatchWithUrqlSubscription = { glucoseEvents: { type: EventType, cursor: string, samples: Array<{ takenAt: string, valueMgDl: number, trendArrow: string }> | null } };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { credential: CredentialKind, scopes: Array<UserTokenScope>, expiresAt: string | null } };

export type OneUserQueryVariables = Exact<{
  userId: string;
}>;


export type OneUserQuery = { user: { id: string, clientUserId: string, timeZone: string | null } | null };

export type LatestSampleQueryVariables = Exact<{
  userId: string;
}>;


export type LatestSampleQuery = { user: { latestSample: { takenAt: string, valueMgDl: number, trend: Trend } | null } | null };

export type DayChartQueryVariables = Exact<{
  userId: string;
  from: string;
}>;


export type DayChartQuery = { user: { samples: { edges: Array<{ node: { takenAt: string, valueMgDl: number, valueMmolL: number, trend: Trend } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type FortnightQueryVariables = Exact<{
  userId: string;
  from: string;
}>;


export type FortnightQuery = { user: { glucoseStatistics: { gmiPercent: number | null, coefficientOfVariationPercent: number | null, mean: { mgDl: number } | null } } | null };

export type TeamPageQueryVariables = Exact<{ [key: string]: never; }>;


export type TeamPageQuery = { users: { edges: Array<{ node: { id: string, clientUserId: string, latestSample: { takenAt: string, valueMgDl: number } | null, connections: Array<{ state: ConnectionState, stateSince: string }> } }> } };

export type WhoNeedsMeQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoNeedsMeQuery = { users: { totalCount: number, edges: Array<{ node: { id: string, clientUserId: string, latestSample: { takenAt: string, valueMgDl: number } | null, connections: Array<{ id: string, state: ConnectionState }> } }> }, connectionCounts: Array<{ state: ConnectionState, count: number }>, userCounts: Array<{ states: Array<ConnectionState>, count: number }>, silent: { totalCount: number } };

export type NewestEventsQueryVariables = Exact<{ [key: string]: never; }>;


export type NewestEventsQuery = { events: { edges: Array<{ node: { id: string, type: EventType } }> } };

export type WhyNoDataQueryVariables = Exact<{
  userId: string;
}>;


export type WhyNoDataQuery = { user: { connections: Array<{ state: ConnectionState, meaning: string, whatToDo: string, nextPollAt: string | null, recentPolls: Array<{ at: string, outcome: PollOutcome }> }> } | null };

export type MorningQuestionQueryVariables = Exact<{
  since: string;
}>;


export type MorningQuestionQuery = { connections: { edges: Array<{ node: { id: string, state: ConnectionState, newestReadingAt: string | null, recentPolls: Array<{ at: string, outcome: PollOutcome }> } }> } };

export type CatchUpQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CatchUpQuery = { events: { edges: Array<{ cursor: string, node: { id: string, type: EventType, samples: Array<{ takenAt: string, valueMgDl: number }> | null } }> } };

export type FailedDeliveriesQueryVariables = Exact<{ [key: string]: never; }>;


export type FailedDeliveriesQuery = { deliveries: { edges: Array<{ node: { id: string, state: WebhookDeliveryState, attempts: Array<{ number: number, status: number | null }> } }> } };

export type AuditQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditQuery = { auditEntries: { edges: Array<{ node: { at: string, action: string } }> } };

export type NewUserMutationVariables = Exact<{
  clientUserId: string;
}>;


export type NewUserMutation = { createUser:
    | { __typename: 'ClientUserIdTaken', code: ErrorCode, message: string, whatToDo: string }
    | { __typename: 'CreateUserSuccess', user: { id: string } }
    | { __typename: 'InvalidArgument', code: ErrorCode, message: string, whatToDo: string }
    | { __typename: 'QuotaExceeded', code: ErrorCode, message: string, whatToDo: string }
   };


export const NewestWithApolloDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewestWithApollo"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"latestSample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"trendArrow"}},{"kind":"Field","name":{"kind":"Name","value":"ageSeconds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"meaning"}}]}}]}}]}}]} as unknown as DocumentNode<NewestWithApolloQuery, NewestWithApolloQueryVariables>;
export const WatchWithApolloDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchWithApollo"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"glucoseEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includesRemovals"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"trendArrow"}}]}}]}}]}}]} as unknown as DocumentNode<WatchWithApolloSubscription, WatchWithApolloSubscriptionVariables>;
export const NewestWithUrqlDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewestWithUrql"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latestSample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"trendArrow"}},{"kind":"Field","name":{"kind":"Name","value":"ageSeconds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"meaning"}}]}}]}}]}}]} as unknown as DocumentNode<NewestWithUrqlQuery, NewestWithUrqlQueryVariables>;
export const WatchWithUrqlDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchWithUrql"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"glucoseEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includesRemovals"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"trendArrow"}}]}}]}}]}}]} as unknown as DocumentNode<WatchWithUrqlSubscription, WatchWithUrqlSubscriptionVariables>;
export const WhoAmIDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoAmI"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"credential"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<WhoAmIQuery, WhoAmIQueryVariables>;
export const OneUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"clientUserId"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]} as unknown as DocumentNode<OneUserQuery, OneUserQueryVariables>;
export const LatestSampleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LatestSample"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latestSample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"trend"}}]}}]}}]}}]} as unknown as DocumentNode<LatestSampleQuery, LatestSampleQueryVariables>;
export const DayChartDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DayChart"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"samples"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"288"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}},{"kind":"Field","name":{"kind":"Name","value":"valueMmolL"}},{"kind":"Field","name":{"kind":"Name","value":"trend"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DayChartQuery, DayChartQueryVariables>;
export const FortnightDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Fortnight"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"glucoseStatistics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mean"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mgDl"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gmiPercent"}},{"kind":"Field","name":{"kind":"Name","value":"coefficientOfVariationPercent"}}]}}]}}]}}]} as unknown as DocumentNode<FortnightQuery, FortnightQueryVariables>;
export const TeamPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TeamPage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"clientUserId"}},{"kind":"Field","name":{"kind":"Name","value":"latestSample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateSince"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<TeamPageQuery, TeamPageQueryVariables>;
export const WhoNeedsMeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoNeedsMe"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"NO_RECENT_DATA"},{"kind":"EnumValue","value":"FRESH"}]}},{"kind":"Argument","name":{"kind":"Name","value":"order"},"value":{"kind":"EnumValue","value":"OLDEST_READING"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"clientUserId"}},{"kind":"Field","name":{"kind":"Name","value":"latestSample"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}}]}},{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectionCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"states"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"silent"},"name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"lacksReadings"},"value":{"kind":"BooleanValue","value":true}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<WhoNeedsMeQuery, WhoNeedsMeQueryVariables>;
export const NewestEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"NewestEvents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"order"},"value":{"kind":"EnumValue","value":"NEWEST_FIRST"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]}}]}}]} as unknown as DocumentNode<NewestEventsQuery, NewestEventsQueryVariables>;
export const WhyNoDataDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhyNoData"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"meaning"}},{"kind":"Field","name":{"kind":"Name","value":"whatToDo"}},{"kind":"Field","name":{"kind":"Name","value":"nextPollAt"}},{"kind":"Field","name":{"kind":"Name","value":"recentPolls"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WhyNoDataQuery, WhyNoDataQueryVariables>;
export const MorningQuestionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MorningQuestion"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connections"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"staleSince"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"newestReadingAt"}},{"kind":"Field","name":{"kind":"Name","value":"recentPolls"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<MorningQuestionQuery, MorningQuestionQueryVariables>;
export const CatchUpDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CatchUp"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"takenAt"}},{"kind":"Field","name":{"kind":"Name","value":"valueMgDl"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CatchUpQuery, CatchUpQueryVariables>;
export const FailedDeliveriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FailedDeliveries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"PENDING"},{"kind":"EnumValue","value":"EXHAUSTED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FailedDeliveriesQuery, FailedDeliveriesQueryVariables>;
export const AuditDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Audit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditEntries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"action"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuditQuery, AuditQueryVariables>;
export const NewUserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"NewUser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"clientUserId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUser"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"clientUserId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"clientUserId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateUserSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"whatToDo"}}]}}]}}]}}]} as unknown as DocumentNode<NewUserMutation, NewUserMutationVariables>;