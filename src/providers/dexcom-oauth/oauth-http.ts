import { Agent, request } from 'undici';
import type { Clock } from '#std/clock';
import { withDeadline } from '#std/deadline';
import { addressPatienceMs } from '#std/patient-socket';
import { parseRetryAfterMs } from '#std/retry-after';

/** One request to a host of the API, sent once, whatever becomes of it. */
export interface OAuthRequest {
  readonly call: OAuthCall;
  readonly url: string;
  /** Sent as a POST; absent for a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly accessToken?: string;
  /** For an answer that may be large; that of all others unless given. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal | undefined;
}

export interface OAuthAnswer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** Undefined for what is no JSON, or more than is read. */
  readonly body: unknown;
}

/** No whole answer came: `late` in time, else at all. It may have arrived all the same. */
export interface NoAnswer {
  readonly status: null;
  readonly isLate: boolean;
}

export interface OAuthHttp {
  /** What the signal ended is late, too. */
  send(asked: OAuthRequest): Promise<OAuthAnswer | NoAnswer>;
  close(): Promise<void>;
}

/** A request and what became of it; `lost` without a whole answer. */
export interface OAuthRequestReport {
  readonly call: OAuthCall;
  readonly outcome: OAuthOutcome;
  readonly durationMs: number;
}

export const oauthCalls = [
  'token',
  'egvs',
  'events',
  'calibrations',
  'devices',
  'dataRange',
] as const;
export type OAuthCall = (typeof oauthCalls)[number];
export const oauthOutcomes = [
  'answered',
  'throttled',
  'refused',
  'failed',
  'late',
  'lost',
] as const;
export type OAuthOutcome = (typeof oauthOutcomes)[number];

export interface OAuthHttpOptions {
  readonly clock: Clock;
  readonly systemClock: Clock;
  /** From the call to the last byte: within the lease of a poll, which no refresh may outlive. */
  readonly requestTimeoutMs: number;
  readonly connectionsMax: number;
  readonly onRequest?: ((report: OAuthRequestReport) => void) | undefined;
}

/** Thirty days of readings take about 4 MB. */
const bodyBytesMax = 16 * 1024 * 1024;
const connectTimeoutMs = 5_000;
/** No answer, however odd, silences us for longer. */
const retryAfterMsMax = 24 * 60 * 60 * 1000;

export function createOAuthHttp(options: OAuthHttpOptions): OAuthHttp {
  const { clock, systemClock, requestTimeoutMs: timeoutMs, connectionsMax } = options;
  const dispatcher = new Agent({
    connections: connectionsMax,
    allowH2: false,
    pipelining: 1,
    connectTimeout: connectTimeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: addressPatienceMs,
    maxResponseSize: bodyBytesMax,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let closing: Promise<void> | undefined;

  async function send(asked: OAuthRequest): Promise<OAuthAnswer | NoAnswer> {
    const deadline = { clock: systemClock, timeoutMs, ...asked };
    try {
      asked.signal?.throwIfAborted();
      const outcome = await withDeadline(deadline, (signal) =>
        exchange(asked, { dispatcher, clock, signal }),
      );
      if (outcome.end === 'done') return outcome.result;
      return { status: null, isLate: outcome.end === 'late' };
    } catch (error) {
      if (!asked.signal?.aborted) throw error;
      return { status: null, isLate: true };
    }
  }

  return {
    async send(asked) {
      const startedMs = systemClock.monotonicMs();
      const answer = await send(asked);
      const durationMs = systemClock.monotonicMs() - startedMs;
      options.onRequest?.({ call: asked.call, outcome: outcomeOf(answer), durationMs });
      return answer;
    },
    close() {
      closing ??= dispatcher.close();
      return closing;
    },
  };
}

function outcomeOf(answer: OAuthAnswer | NoAnswer): OAuthOutcome {
  if (answer.status === null) return answer.isLate ? 'late' : 'lost';
  if (answer.status === 429) return 'throttled';
  if (answer.status >= 500) return 'failed';
  return answer.status >= 400 ? 'refused' : 'answered';
}

interface ExchangeDeps {
  readonly dispatcher: Agent;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function exchange(
  { url, form, accessToken }: OAuthRequest,
  { dispatcher, clock, signal }: ExchangeDeps,
): Promise<OAuthAnswer> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    signal,
    method: form ? 'POST' : 'GET',
    headers: {
      accept: 'application/json',
      'user-agent': 'glucose-gateway',
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
  });
  const text = await body.text();
  const asked = parseRetryAfterMs(headers['retry-after']?.toString(), clock.nowMs());
  const retryAfterMs = asked === null ? null : Math.min(asked, retryAfterMsMax);
  return { status: statusCode, retryAfterMs, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
