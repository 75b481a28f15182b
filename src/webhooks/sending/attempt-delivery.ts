import { type Clock, dateOf } from '#std/clock';
import type { Attempt, Poster } from '#webhooks/http';
import { parseRetryAfterMs, signatureHeaders } from '#webhooks/http';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import type { Target } from './find-targets.ts';

const plainHeaders: readonly string[] = [
  'content-type',
  'application/json',
  'user-agent',
  'Glucose-Gateway-Webhooks/1',
  'accept',
  '*/*',
];

/** Signs the event's exact text and posts it once. A failure is part of the result, not thrown. */
export async function attemptDelivery(
  clock: Clock,
  poster: Poster,
  target: Target,
  delivery: ClaimedDelivery,
  payload: string,
): Promise<Attempt> {
  const at = dateOf(clock);
  const body = Buffer.from(payload);
  const signed = signatureHeaders({ id: delivery.eventId, at, body, secrets: target.secrets });
  const headers = [...plainHeaders, ...target.headers, ...signed];
  const answer = await poster.post({ url: target.url, headers, body });
  return {
    at,
    status: answer.status,
    failure: answer.failure,
    durationMs: answer.durationMs,
    answerHead: answer.answerHead,
    retryAfterMs: parseRetryAfterMs(answer.retryAfter, clock.nowMs()),
  };
}
