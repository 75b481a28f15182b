import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import type { Random } from '#std/random';
import { parseRetryAfterMs } from '#std/retry-after';
import { type Attempt, originOf, type Poster, signatureHeaders } from '#webhooks/http';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import type { Target } from './find-targets.ts';
import { type NextAttempt, nextAttempt } from './next-attempt.ts';
import { plainHeaders } from './sent-headers.ts';
import type { SettledAttempt } from './settle-batch.ts';

/** Sends claimed deliveries: posts each one, decides what follows, and passes the outcome on. */
export interface Courier {
  /** `payload` is null when the event is no longer in the log: there is nothing to send. */
  send(target: Target, delivery: ClaimedDelivery, payload: string | null): void;
  /** Resolves when the outcome of everything sent was passed on. */
  drained(): Promise<void>;
}

/** What metrics and traces get of an attempt. */
export interface AttemptReport {
  readonly endpointId: string;
  readonly teamId: string;
  readonly eventType: string;
  /** From 1. Numbers are missing for attempts whose node died before it wrote the outcome. */
  readonly number: number;
  readonly attempt: Attempt;
  readonly next: NextAttempt;
  /** From the append of the event to the start of this attempt. */
  readonly lagMs: number;
}

export interface CourierOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly poster: Poster;
  readonly onAttempt: (report: AttemptReport) => void;
  readonly onOutcome: (outcome: SettledAttempt) => void;
}

export function createCourier(options: CourierOptions): Courier {
  const { clock, random, log, poster, onAttempt, onOutcome } = options;
  const inFlight = new Set<Promise<void>>();

  async function sendOne(
    target: Target,
    delivery: ClaimedDelivery,
    payload: string,
  ): Promise<void> {
    const attempt = await attemptDelivery(clock, poster, target, delivery, payload);
    const next = nextAttempt(attempt, delivery.triesLeft - 1, random);
    const report = reportOf(target, delivery, attempt, next);
    log.info('delivery.attempted', lineOf(target, delivery, report));
    onAttempt(report);
    onOutcome({ target, delivery, attempt, next });
  }

  return {
    send(target, delivery, payload) {
      if (payload === null) {
        onOutcome({ target, delivery, attempt: null, next: { next: 'none', state: 'CANCELLED' } });
        return;
      }
      const sending = sendOne(target, delivery, payload).finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    },
    async drained() {
      await Promise.all(inFlight);
    },
  };
}

function reportOf(
  target: Target,
  delivery: ClaimedDelivery,
  attempt: Attempt,
  next: NextAttempt,
): AttemptReport {
  return {
    endpointId: target.endpointId,
    teamId: target.teamId,
    eventType: delivery.eventType,
    number: delivery.fence,
    attempt,
    next,
    lagMs: attempt.at.getTime() - delivery.appendedAt.getTime(),
  };
}

/**
 * The fields of the log line of an attempt. Of the URL only the origin: the rest may hold secrets.
 */
function lineOf(
  target: Target,
  delivery: ClaimedDelivery,
  { attempt, next, lagMs }: AttemptReport,
): Readonly<Record<string, unknown>> {
  return {
    teamId: target.teamId,
    endpointId: target.endpointId,
    origin: originOf(target.url),
    eventId: delivery.eventId,
    eventType: delivery.eventType,
    position: delivery.position,
    number: delivery.fence,
    status: attempt.status,
    failure: attempt.failure,
    durationMs: attempt.durationMs,
    lagMs,
    ...(next.next === 'retry' ? { retryDelayMs: next.delayMs } : { state: next.state }),
  };
}

/** Signs the event's exact text and posts it once. A failure is part of the result, not thrown. */
async function attemptDelivery(
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
    answerHeaders: answer.answerHeaders,
    retryAfterMs: parseRetryAfterMs(answer.retryAfter, clock.nowMs()),
  };
}
