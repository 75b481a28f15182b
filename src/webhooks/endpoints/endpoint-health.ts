import type { DeliveryPolicy } from '#webhooks/deliveries';
import type { Attempt } from '#webhooks/http';

/** The health of an endpoint: since when it fails, and how many deliveries it gets at once. */
export interface EndpointHealth {
  readonly failingSince: Date | null;
  /** Nothing is sent before this instant. */
  readonly slowedUntil: Date | null;
  readonly concurrency: number;
}

export interface HealthDecision {
  readonly health: EndpointHealth;
  /** Why the endpoint must be disabled; null when it stays enabled. */
  readonly disabledReason: 'GONE' | 'FAILING' | null;
}

/** Statuses by which a receiver, or the proxy before it, asks for fewer requests. */
const slowingStatuses: ReadonlySet<number> = new Set([429, 502, 504]);
const gone = 410;

/**
 * The health of an endpoint after a batch of attempts. A sign of overload halves its concurrency and
 * each success adds one: a receiver that hangs soon holds few of our slots, and gets them back once
 * it answers. A success ends the period of failure. So does a long pause: if the first failure is
 * older than twice the time after which an endpoint is disabled, a new period starts.
 */
export function nextEndpointHealth(
  before: EndpointHealth,
  attempts: readonly Attempt[],
  now: Date,
  policy: DeliveryPolicy,
): HealthDecision {
  const successCount = attempts.filter((attempt) => attempt.failure === null).length;
  const isOverloaded = attempts.some(isOverloadSign);
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

function isOverloadSign({ status, failure }: Attempt): boolean {
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
  const requestedDelaysMs = attempts
    .filter(({ status }) => status !== null && slowingStatuses.has(status))
    .map(({ retryAfterMs }) => retryAfterMs ?? policy.slowdownMs);
  if (requestedDelaysMs.length === 0) return before.slowedUntil;
  const { slowdownMsMin, slowdownMsMax } = policy;
  const delayMs = Math.min(Math.max(...requestedDelaysMs, slowdownMsMin), slowdownMsMax);
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
