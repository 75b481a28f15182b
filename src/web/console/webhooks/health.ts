import type {
  DeliveryRowFragment,
  EndpointFactsFragment,
  WebhookAttemptFailure,
} from '#web/console/api/generated/operations.ts';
import type { Tone } from '#web/console/parts/state-badge.tsx';

interface Look {
  readonly tone: Tone;
  readonly text: string;
}

/** How an endpoint is doing, in a word. */
export function healthOf(endpoint: EndpointFactsFragment): Look {
  const { isEnabled, disabledReason, failingSince, slowedUntil } = endpoint;
  if (!isEnabled) return { tone: disabledReason === 'BY_TEAM' ? 'idle' : 'bad', text: 'Disabled' };
  if (failingSince) return { tone: 'bad', text: 'Failing' };
  return slowedUntil
    ? { tone: 'warn', text: 'Asked for a pause' }
    : { tone: 'good', text: 'Healthy' };
}

export const disabledTexts: Readonly<
  Record<NonNullable<EndpointFactsFragment['disabledReason']>, string>
> = {
  BY_TEAM: 'Your team disabled it.',
  FAILING: 'Every attempt failed for five days.',
  GONE: 'It answered with status 410, by which it says that it is gone.',
};

/** "Retrying" is another thing than a first attempt that is due. */
export function deliveryLook({ state, attemptCount }: DeliveryRowFragment): Look {
  if (state === 'PENDING') {
    return attemptCount > 0
      ? { tone: 'warn', text: 'Retrying' }
      : { tone: 'idle', text: 'Pending' };
  }
  const looks: Readonly<Record<Exclude<typeof state, 'PENDING'>, Look>> = {
    SUCCEEDED: { tone: 'good', text: 'Delivered' },
    EXHAUSTED: { tone: 'bad', text: 'Given up' },
    CANCELLED: { tone: 'idle', text: 'Cancelled' },
  };
  return looks[state];
}

export const failureTexts: Readonly<Record<WebhookAttemptFailure, string>> = {
  CONNECT: 'No connection could be had.',
  DNS: 'The name of the host leads to no public address.',
  FORBIDDEN_ADDRESS: 'The address is not of the public internet.',
  REDIRECT: 'The answer was a redirect; none is followed.',
  RESET: 'The connection ended before a status came.',
  STATUS: 'The status was not 200 to 299.',
  TIMEOUT: 'No status came within 15 seconds.',
  TLS: 'No trustworthy encryption.',
  UNREADABLE: 'The answer was not HTTP.',
};
