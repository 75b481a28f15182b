/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from '../operation.ts';
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

/** What the page for linking does at an end without a connection. */
export type LinkEnd =
  /** It leads back to `redirectUrl`. */
  | 'REDIRECT'
  /** It says so, and stays. */
  | 'STAY';

/** What a link is for. */
export type LinkMode =
  /** Connects an account. */
  | 'CONNECT'
  /** Gives new credentials for the account that is connected. */
  | 'RECONNECT';

/** Who asks to wait. */
export type LinkThrottledBy =
  /** Dexcom. */
  | 'DEXCOM'
  /** This gateway, so that Dexcom locks no account. */
  | 'GATEWAY';

/** Whether an account can be linked with a link token, and why not. */
export type LinkVerdict =
  /** Its 60 minutes are over. */
  | 'EXPIRED'
  /** It works. */
  | 'OPEN'
  /** The team took it back. */
  | 'REVOKED'
  /** There is none, or its user is deleted. */
  | 'UNKNOWN'
  /** An account was linked with it. */
  | 'USED';

/** Who brings readings. */
export type Provider =
  /** Dexcom Share, with user name and password: G6 and older, and later sensors. */
  | 'DEXCOM'
  /** Dexcom's OAuth API, at which the wearer consents: months of readings, and those of today one hour late in the US and three hours elsewhere. */
  | 'DEXCOM_V3';

/** How a history stands. */
export type PullState =
  /** All that the provider has is kept. */
  | 'COMPLETE'
  /** It is under way, or waits for an answer that has failed so far. */
  | 'PULLING'
  /** The provider refuses what is asked, in shorter stretches too. It is asked once a day. */
  | 'REFUSED';

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

export type LinkSessionQueryVariables = Exact<{
  linkToken: string;
}>;


export type LinkSessionQuery = { readonly linkSession: { readonly verdict: LinkVerdict, readonly now: string, readonly expiresAt: string | null, readonly mode: LinkMode, readonly region: Region | null, readonly retryAt: string | null, readonly followerContact: string | null, readonly allowsAccountReplacement: boolean, readonly redirectUrl: string | null, readonly parentOrigin: string | null, readonly reference: string | null, readonly onClose: LinkEnd, readonly onError: LinkEnd, readonly providers: ReadonlyArray<{ readonly provider: Provider, readonly regions: ReadonlyArray<string> }>, readonly brand: { readonly name: string, readonly logoPath: string | null, readonly supportUrl: string | null, readonly privacyUrl: string | null } | null } };

export type LinkMutationVariables = Exact<{
  linkToken: string;
  attemptId: string;
  username: string;
  password: string;
  region: string;
  replacesAccount: boolean;
}>;


export type LinkMutation = { readonly linkPasswordProvider:
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountLockedOut' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountTaken' | 'InvalidArgument' | 'LinkAttemptUnsettled' | 'OtherAccountConnected' | 'RegionUnsupported' }
    )
    | (
      { readonly retryAt: string | null, readonly attemptsLeft: number, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'CredentialsRefused' }
    )
    | (
      { readonly retryAt: string | null, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'DexcomUnreachable' }
    )
    | (
      { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState }
      & { readonly __typename: 'LinkSuccess' }
    )
    | (
      { readonly until: string, readonly by: LinkThrottledBy, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkThrottled' }
    )
    | (
      { readonly verdict: LinkVerdict, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkTokenRefused' }
    )
   };

export type ReconnectMutationVariables = Exact<{
  linkToken: string;
  attemptId: string;
  username: string;
  password: string;
  region: string;
  replacesAccount: boolean;
}>;


export type ReconnectMutation = { readonly reconnect:
    | (
      { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountLockedOut' }
    )
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AccountTaken' | 'InvalidArgument' | 'LinkAttemptUnsettled' | 'NotConnected' | 'OtherAccountConnected' | 'RegionUnsupported' }
    )
    | (
      { readonly retryAt: string | null, readonly attemptsLeft: number, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'CredentialsRefused' }
    )
    | (
      { readonly retryAt: string | null, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'DexcomUnreachable' }
    )
    | (
      { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState }
      & { readonly __typename: 'LinkSuccess' }
    )
    | (
      { readonly until: string, readonly by: LinkThrottledBy, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkThrottled' }
    )
    | (
      { readonly verdict: LinkVerdict, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkTokenRefused' }
    )
   };

export type SetOutMutationVariables = Exact<{
  linkToken: string;
  attemptId: string;
  region: string;
  replacesAccount: boolean;
}>;


export type SetOutMutation = { readonly linkOAuthProvider:
    | (
      { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'AppConnectionsExhausted' | 'InvalidArgument' | 'ProviderNotConfigured' | 'RegionUnsupported' }
    )
    | (
      { readonly startUrl: string, readonly expiresAt: string }
      & { readonly __typename: 'LinkOAuthProviderSuccess' }
    )
    | (
      { readonly until: string, readonly by: LinkThrottledBy, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkThrottled' }
    )
    | (
      { readonly verdict: LinkVerdict, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
      & { readonly __typename: 'LinkTokenRefused' }
    )
   };

export type LinkOutcomeQueryVariables = Exact<{
  linkToken: string;
}>;


export type LinkOutcomeQuery = { readonly linkOutcome: { readonly verdict: LinkVerdict, readonly now: string, readonly checkAllowedAt: string | null, readonly connection: { readonly connectionId: string, readonly provider: Provider, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly action: ConnectionAction | null, readonly historicalPull: { readonly state: PullState, readonly from: string, readonly to: string, readonly doneDownTo: string } | null } | null, readonly reading: { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string } | null } };

export type LinkAttemptQueryVariables = Exact<{
  linkToken: string;
  attemptId: string;
}>;


export type LinkAttemptQuery = { readonly linkOutcome: { readonly now: string, readonly attempt: { readonly answer:
        | (
          { readonly until: string, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'AccountLockedOut' }
        )
        | (
          { readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'AccountTaken' | 'AppConnectionsExhausted' | 'ConsentExpired' | 'ConsentRefused' | 'InvalidArgument' | 'LinkAttemptUnsettled' | 'NotConnected' | 'OtherAccountConnected' | 'OtherWearer' | 'ProviderNotConfigured' | 'RegionUnsupported' }
        )
        | (
          { readonly retryAt: string | null, readonly attemptsLeft: number, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'CredentialsRefused' }
        )
        | (
          { readonly retryAt: string | null, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'DexcomUnreachable' }
        )
        | (
          { readonly connectionId: string, readonly isNew: boolean, readonly state: ConnectionState }
          & { readonly __typename: 'LinkSuccess' }
        )
        | (
          { readonly until: string, readonly by: LinkThrottledBy, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'LinkThrottled' }
        )
        | (
          { readonly verdict: LinkVerdict, readonly code: ErrorCode, readonly message: string, readonly whatToDo: string }
          & { readonly __typename: 'LinkTokenRefused' }
        )
       | null } } };

export type CheckLinkMutationVariables = Exact<{
  linkToken: string;
}>;


export type CheckLinkMutation = { readonly checkLink:
    | (
      { readonly until: string, readonly code: ErrorCode }
      & { readonly __typename: 'CheckLimited' }
    )
    | (
      { readonly outcome: { readonly verdict: LinkVerdict, readonly now: string, readonly checkAllowedAt: string | null, readonly connection: { readonly connectionId: string, readonly provider: Provider, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly action: ConnectionAction | null, readonly historicalPull: { readonly state: PullState, readonly from: string, readonly to: string, readonly doneDownTo: string } | null } | null, readonly reading: { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string } | null } }
      & { readonly __typename: 'CheckLinkSuccess' }
    )
    | (
      { readonly code: ErrorCode }
      & { readonly __typename: 'InvalidArgument' | 'LinkTokenRefused' | 'NotConnected' }
    )
   };

export type OutcomeFragment = { readonly verdict: LinkVerdict, readonly now: string, readonly checkAllowedAt: string | null, readonly connection: { readonly connectionId: string, readonly provider: Provider, readonly state: ConnectionState, readonly stateSince: string, readonly stateUntil: string | null, readonly action: ConnectionAction | null, readonly historicalPull: { readonly state: PullState, readonly from: string, readonly to: string, readonly doneDownTo: string } | null } | null, readonly reading: { readonly takenAt: string, readonly valueMgDl: number, readonly valueMmolL: number, readonly range: SampleRange, readonly trend: Trend, readonly trendArrow: string } | null };

export const LinkSession = "query LinkSession($linkToken:String!){linkSession(linkToken:$linkToken){verdict now expiresAt mode region retryAt followerContact allowsAccountReplacement providers{provider regions}redirectUrl parentOrigin reference onClose onError brand{name logoPath supportUrl privacyUrl}}}" as Operation<LinkSessionQuery, LinkSessionQueryVariables>;
export const Link = "mutation Link($linkToken:String!,$attemptId:String!,$username:String!,$password:String!,$region:String!,$replacesAccount:Boolean!){linkPasswordProvider(linkToken:$linkToken provider:DEXCOM attemptId:$attemptId username:$username password:$password region:$region replacesAccount:$replacesAccount){__typename ... on LinkSuccess{connectionId isNew state}... on CredentialsRefused{retryAt attemptsLeft}... on AccountLockedOut{until}... on LinkThrottled{until by}... on DexcomUnreachable{retryAt}... on LinkTokenRefused{verdict}... on Error{code message whatToDo}}}" as Operation<LinkMutation, LinkMutationVariables>;
export const Reconnect = "mutation Reconnect($linkToken:String!,$attemptId:String!,$username:String!,$password:String!,$region:String!,$replacesAccount:Boolean!){reconnect(linkToken:$linkToken attemptId:$attemptId username:$username password:$password region:$region replacesAccount:$replacesAccount){__typename ... on LinkSuccess{connectionId isNew state}... on CredentialsRefused{retryAt attemptsLeft}... on AccountLockedOut{until}... on LinkThrottled{until by}... on DexcomUnreachable{retryAt}... on LinkTokenRefused{verdict}... on Error{code message whatToDo}}}" as Operation<ReconnectMutation, ReconnectMutationVariables>;
export const SetOut = "mutation SetOut($linkToken:String!,$attemptId:String!,$region:String!,$replacesAccount:Boolean!){linkOAuthProvider(linkToken:$linkToken provider:DEXCOM_V3 attemptId:$attemptId region:$region replacesAccount:$replacesAccount){__typename ... on LinkOAuthProviderSuccess{startUrl expiresAt}... on LinkThrottled{until by}... on LinkTokenRefused{verdict}... on Error{code message whatToDo}}}" as Operation<SetOutMutation, SetOutMutationVariables>;
export const LinkOutcome = "query LinkOutcome($linkToken:String!){linkOutcome(linkToken:$linkToken){...Outcome}} fragment Outcome on LinkOutcome{verdict now checkAllowedAt connection{connectionId provider state stateSince stateUntil action historicalPull{state from to doneDownTo}}reading{takenAt valueMgDl valueMmolL range trend trendArrow}}" as Operation<LinkOutcomeQuery, LinkOutcomeQueryVariables>;
export const LinkAttempt = "query LinkAttempt($linkToken:String!,$attemptId:String!){linkOutcome(linkToken:$linkToken){now attempt(id:$attemptId){answer{__typename ... on LinkSuccess{connectionId isNew state}... on CredentialsRefused{retryAt attemptsLeft}... on AccountLockedOut{until}... on LinkThrottled{until by}... on DexcomUnreachable{retryAt}... on LinkTokenRefused{verdict}... on Error{code message whatToDo}}}}}" as Operation<LinkAttemptQuery, LinkAttemptQueryVariables>;
export const CheckLink = "mutation CheckLink($linkToken:String!){checkLink(linkToken:$linkToken){__typename ... on CheckLinkSuccess{outcome{...Outcome}}... on CheckLimited{until}... on Error{code}}} fragment Outcome on LinkOutcome{verdict now checkAllowedAt connection{connectionId provider state stateSince stateUntil action historicalPull{state from to doneDownTo}}reading{takenAt valueMgDl valueMmolL range trend trendArrow}}" as Operation<CheckLinkMutation, CheckLinkMutationVariables>;