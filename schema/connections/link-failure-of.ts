import type { LinkAnswer } from '#poller';
import type { ExpectedFailure } from '#schema/kit';
import {
  AppConnectionsExhausted,
  ConsentExpired,
  ConsentRefused,
  OtherWearer,
  ProviderNotConfigured,
} from './consent-failures.ts';
import {
  AccountLockedOut,
  AccountTaken,
  CredentialsRefused,
  DexcomUnreachable,
  LinkAttemptUnsettled,
  LinkThrottled,
  LinkTokenRefused,
  NotConnected,
  OtherAccountConnected,
  RegionUnsupported,
} from './link-failures.ts';

/** What an attempt to link can end with; a renewal also with NotConnected. */
export const linkFailures = [
  CredentialsRefused,
  AccountLockedOut,
  LinkThrottled,
  DexcomUnreachable,
  LinkTokenRefused,
  LinkAttemptUnsettled,
  RegionUnsupported,
  AccountTaken,
  OtherAccountConnected,
];

/** What else an attempt can end with in which the wearer consents at the provider's own page. */
export const consentFailures = [
  ConsentRefused,
  ConsentExpired,
  OtherWearer,
  ProviderNotConfigured,
  AppConnectionsExhausted,
];

/** How an answer that is no success is told. */
export function linkFailureOf(answer: Exclude<LinkAnswer, { kind: 'linked' }>): ExpectedFailure {
  switch (answer.kind) {
    case 'refused':
      return new CredentialsRefused(answer.regions, answer.unasked ?? [], answer.next);
    case 'locked-out':
      return new AccountLockedOut(answer.until);
    case 'throttled':
      return new LinkThrottled(answer.until, answer.by);
    case 'unavailable':
      return new DexcomUnreachable(answer.next);
    case 'unsettled':
      return new LinkAttemptUnsettled();
    case 'token-invalid':
    case 'token-expired':
    case 'token-used':
    case 'token-revoked':
      return new LinkTokenRefused(answer.kind);
    case 'consent-refused':
      return new ConsentRefused();
    case 'consent-expired':
      return new ConsentExpired();
    case 'other-wearer':
      return new OtherWearer();
    case 'misconfigured':
      return new ProviderNotConfigured([]);
    case 'app-full':
      return new AppConnectionsExhausted(answer.connectionsMax);
    case 'account-taken':
      return new AccountTaken();
    case 'other-account':
      return new OtherAccountConnected();
    case 'not-connected':
      return new NotConnected();
  }
}
