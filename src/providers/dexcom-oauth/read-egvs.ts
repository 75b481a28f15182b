import type { ReadResult } from '#providers/provider';
import { type EgvAnswer, egvAnswerOf } from './egv-batch.ts';
import type { OAuthHttp } from './oauth-http.ts';
import type { OAuthSession } from './session.ts';

export interface EgvRequest {
  readonly baseUrl: string;
  readonly session: OAuthSession;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** That of all others unless given. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal | undefined;
}

export type EgvResult =
  | ({ readonly kind: 'read' } & EgvAnswer)
  | Exclude<ReadResult, { kind: 'read' | 'to-be-asked-less' }>;

/** A token that was refused so soon is not what is wrong. */
const doubtMs = 5 * 60 * 1000;

/** One request for the readings of a stretch of at most thirty days; none with a token that is over. */
export async function readEgvs(http: OAuthHttp, asked: EgvRequest): Promise<EgvResult> {
  const { session, nowMs } = asked;
  if (nowMs >= session.endsAtMs) {
    return { kind: 'session-ended', isCertain: true, retryAfterMs: null };
  }
  const answer = await http.send({
    url: urlOf(asked),
    accessToken: session.accessToken,
    signal: asked.signal,
    ...(asked.timeoutMs === undefined ? {} : { timeoutMs: asked.timeoutMs }),
  });
  if (answer.status === null) {
    return { kind: 'unavailable', retryAfterMs: null, isHanging: answer.isLate };
  }
  const { status, retryAfterMs, body } = answer;
  if (status === 401 || status === 403) {
    const isCertain = nowMs - session.openedAtMs > doubtMs;
    return { kind: 'session-ended', isCertain, retryAfterMs };
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs };
  const egvs = status === 200 ? egvAnswerOf(body) : null;
  if (!egvs) return { kind: 'unavailable', retryAfterMs, isHanging: false };
  return { kind: 'read', ...within(egvs, asked) };
}

/** The server may give more than was asked for at either end. */
function within(answer: EgvAnswer, { fromMs, toMs }: EgvRequest): EgvAnswer {
  const readings = answer.batch.readings.filter(
    ({ takenAtMs }) => takenAtMs >= fromMs && takenAtMs <= toMs,
  );
  return { ...answer, batch: { ...answer.batch, readings } };
}

function urlOf({ baseUrl, fromMs, toMs }: EgvRequest): string {
  const query = new URLSearchParams({ startDate: dateText(fromMs), endDate: dateText(toMs) });
  return `${baseUrl}/v3/users/self/egvs?${query}`;
}

/** UTC, without zone and fraction: the API refuses both. */
function dateText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}
