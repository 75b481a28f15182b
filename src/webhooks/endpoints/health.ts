import type { DeliveryPolicy } from '#webhooks/deliveries';
import type { Attempt } from '#webhooks/http';

/** How an endpoint fares: since when it only fails, and how much it is given at once. */
export interface EndpointHealth {
  readonly failingSince: Date | null;
  /** Nothing is sent until then. */
  readonly slowedUntil: Date | null;
  readonly concurrency: number;
}

export interface HealthVerdict {
  readonly health: EndpointHealth;
  /** Why the endpoint is to be disabled; null as long as it may go on. */
  readonly disabledReason: 'GONE' | 'FAILING' | null;
}

/** Receivers, or what stands before them, that ask for fewer requests. */
const slowingStatuses: ReadonlySet<number> = new Set([429, 502, 504]);
const gone = 410;

/**
 * What a batch of attempts says about its endpoint. Overload halves what it is given at once, each
 * success adds one: so a receiver that hangs soon holds few of our slots, and gets all of them back
 * once it answers. One success forgives all failures before it; so does a failure so long ago that
 * nothing followed it for as long again as it takes to be disabled.
 */
export function nextHealth(
  before: EndpointHealth,
  attempts: readonly Attempt[],
  now: Date,
  policy: DeliveryPolicy,
): HealthVerdict {
  const successCount = attempts.filter((attempt) => attempt.failure === null).length;
  const isOverloaded = attempts.some(saysOverload);
  const failingSince = successCount > 0 ? null : failingSinceOf(before, now, policy);
  const concurrency = isOverloaded
    ? Math.max(1, Math.floor(before.concurrency / 2))
    : Math.min(policy.concurrencyMax, before.concurrency + successCount);
  const health = {
    failingSince,
    concurrency,
    slowedUntil: slowedUntilOf(before, attempts, now, policy),
  };
  return { health, disabledReason: disabledReasonOf(failingSince, attempts, now, policy) };
}

function saysOverload({ status, failure }: Attempt): boolean {
  if (status !== null) return slowingStatuses.has(status);
  return failure === 'timeout' || failure === 'connect' || failure === 'reset';
}

function failingSinceOf(before: EndpointHealth, now: Date, policy: DeliveryPolicy): Date {
  const since = before.failingSince;
  if (!since || now.getTime() - since.getTime() > 2 * policy.failingMsMax) return now;
  return since;
}

function slowedUntilOf(
  before: EndpointHealth,
  attempts: readonly Attempt[],
  now: Date,
  policy: DeliveryPolicy,
): Date | null {
  const wishesMs = attempts
    .filter(({ status }) => status !== null && slowingStatuses.has(status))
    .map(({ retryAfterMs }) => retryAfterMs ?? policy.slowdownMs);
  if (wishesMs.length === 0) return before.slowedUntil;
  const { slowdownMsMin, slowdownMsMax } = policy;
  const delayMs = Math.min(Math.max(...wishesMs, slowdownMsMin), slowdownMsMax);
  return new Date(Math.max(now.getTime() + delayMs, before.slowedUntil?.getTime() ?? 0));
}

function disabledReasonOf(
  failingSince: Date | null,
  attempts: readonly Attempt[],
  now: Date,
  policy: DeliveryPolicy,
): 'GONE' | 'FAILING' | null {
  if (attempts.some(({ status }) => status === gone)) return 'GONE';
  if (!failingSince || attempts.length === 0) return null;
  return now.getTime() - failingSince.getTime() >= policy.failingMsMax ? 'FAILING' : null;
}
