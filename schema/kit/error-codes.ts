/**
 * The codes of all failures that resolvers tell, in results and under `errors`. A failure whose
 * code has no row here does not compile, so that clients can translate each and miss none.
 */
export const errorCodes = {
  ACCOUNT_LOCKED_OUT: 'Dexcom has locked the account for a while.',
  ACCOUNT_TAKEN: 'The account is linked to another user of the team.',
  CHECK_LIMITED: 'The link was checked too often.',
  APP_CONNECTIONS_EXHAUSTED: "The gateway's app at the provider has as many connections as it may.",
  CLIENT_USER_ID_TAKEN: 'The team has a user with this clientUserId.',
  CONSENT_EXPIRED: 'The wearer came back from the consent page too late.',
  CONSENT_REFUSED: 'The wearer did not consent.',
  CREDENTIALS_REFUSED: 'Dexcom refused user name, password or region.',
  CURSOR_TOO_OLD: 'Events after the cursor are no longer kept.',
  DEXCOM_UNREACHABLE: 'Dexcom cannot be reached, or did not answer sensibly.',
  FELL_BEHIND: 'Events came faster than a subscriber took them.',
  FORBIDDEN: 'The credential does not give the right to this.',
  FOREIGN_CURSOR: 'The cursor is of another log.',
  INVALID_ARGUMENT: 'An argument does not say what its field takes.',
  LINK_ADDRESS_NOT_REGISTERED: 'The team has not registered this address.',
  LINK_ATTEMPT_UNSETTLED: 'The attempt to link is still under way.',
  LINK_THROTTLED: 'Too many attempts to link; the gateway or Dexcom asks to wait.',
  LINK_TOKEN_EXPIRED: 'The link token has expired.',
  LINK_TOKEN_INVALID: 'The link token does not exist.',
  LINK_TOKEN_REVOKED: 'The link token was taken back.',
  LINK_TOKEN_USED: 'The link token was used up.',
  NOT_CONNECTED: 'There is no connection to renew or to check.',
  NOT_FOUND: 'No such thing, or none that the caller may see.',
  OTHER_ACCOUNT_CONNECTED: 'The user is connected to another account.',
  PROVIDER_NOT_CONFIGURED: 'The gateway has no app at the provider for this region.',
  QUOTA_EXCEEDED: 'The team has or makes as much as it may.',
  REFRESH_LIMITED: 'The user was refreshed too often within an hour.',
  REGION_UNSUPPORTED: 'There is no such region.',
  TOO_MANY_WEBHOOK_ENDPOINTS: 'The team has as many endpoints as it may.',
  TOO_MANY_WEBHOOK_REPLAYS: 'As many replays are under way as may be.',
  UNAUTHENTICATED: 'This needs a credential, or one that has not ended.',
  UNAVAILABLE: 'This node cannot answer for the moment.',
  WEBHOOK_DELIVERY_IN_FLIGHT: 'The delivery is being sent at this moment.',
  WEBHOOK_ENDPOINT_DISABLED: 'The endpoint is switched off.',
  WEBHOOK_EVENT_GONE: 'The event of the delivery is no longer kept.',
  WEBHOOK_URL_REFUSED: 'Nothing can be sent to this URL.',
} as const;

export type ErrorCode = keyof typeof errorCodes;
