import type { DiaryBatch, ReadResult, StretchResult } from '#providers/provider';
import { diaryBatchOf } from './diary-batch.ts';
import { type EgvAnswer, egvAnswerOf } from './egv-batch.ts';
import type { OAuthHttp } from './oauth-http.ts';
import type { OAuthSession } from './session.ts';

export interface DataRequest {
  readonly baseUrl: string;
  readonly session: OAuthSession;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  /** That of all others unless given. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal | undefined;
}

type Failed = Exclude<ReadResult, { kind: 'read' | 'to-be-asked-less' }>;

export type EgvResult = ({ readonly kind: 'read' } & EgvAnswer) | Failed;

/** A token that was refused so soon is not what is wrong. */
const doubtMs = 5 * 60 * 1000;

/** One request for the readings of a stretch of at most thirty days; none with a token that is over. */
export async function readEgvs(http: OAuthHttp, asked: DataRequest): Promise<EgvResult> {
  const result = await readData(http, asked, 'egvs', egvAnswerOf);
  return result.kind === 'read' ? { kind: 'read', ...within(result.answer, asked) } : result;
}

/** The same for what the wearer entered. */
export async function readEvents(
  http: OAuthHttp,
  asked: DataRequest,
): Promise<StretchResult<DiaryBatch>> {
  const result = await readData(http, asked, 'events', diaryBatchOf);
  return result.kind === 'read' ? { kind: 'read', batch: result.answer } : result;
}

async function readData<T>(
  http: OAuthHttp,
  asked: DataRequest,
  kind: 'egvs' | 'events',
  accept: (body: unknown) => T | null,
): Promise<{ readonly kind: 'read'; readonly answer: T } | Failed> {
  const { session, nowMs, signal, timeoutMs } = asked;
  if (nowMs >= session.endsAtMs) {
    return { kind: 'session-ended', isCertain: true, retryAfterMs: null };
  }
  const { accessToken } = session;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const told = await http.send({ url: urlOf(kind, asked), accessToken, signal, ...limit });
  if (told.status === null) {
    return { kind: 'unavailable', retryAfterMs: null, isHanging: told.isLate };
  }
  const { status, retryAfterMs, body } = told;
  if (status === 401 || status === 403) {
    const isCertain = nowMs - session.openedAtMs > doubtMs;
    return { kind: 'session-ended', isCertain, retryAfterMs };
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs };
  const answer = status === 200 ? accept(body) : null;
  if (!answer) return { kind: 'unavailable', retryAfterMs, isHanging: false };
  return { kind: 'read', answer };
}

/** The server may give more than was asked for at either end. */
function within(answer: EgvAnswer, { fromMs, toMs }: DataRequest): EgvAnswer {
  const readings = answer.batch.readings.filter(
    ({ takenAtMs }) => takenAtMs >= fromMs && takenAtMs <= toMs,
  );
  return { ...answer, batch: { ...answer.batch, readings } };
}

function urlOf(kind: 'egvs' | 'events', { baseUrl, fromMs, toMs }: DataRequest): string {
  const query = new URLSearchParams({ startDate: dateText(fromMs), endDate: dateText(toMs) });
  return `${baseUrl}/v3/users/self/${kind}?${query}`;
}

/** UTC, without zone and fraction: the API refuses both. */
function dateText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}
