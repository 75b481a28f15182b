import type {
  DataRange,
  DeviceBatch,
  DiaryBatch,
  ReadResult,
  StretchResult,
} from '#providers/provider';
import { dataRangeOf, deviceBatchOf } from './device-batch.ts';
import { calibrationBatchOf, diaryBatchOf } from './diary-batch.ts';
import { type EgvAnswer, egvAnswerOf } from './egv-batch.ts';
import type { OAuthCall, OAuthHttp } from './oauth-http.ts';
import type { OAuthSession } from './session.ts';

/** What each request with a token says of itself. */
export interface TokenRequest {
  readonly baseUrl: string;
  readonly session: OAuthSession;
  readonly nowMs: number;
  /** That of all others unless given. */
  readonly timeoutMs?: number;
  readonly signal: AbortSignal | undefined;
}

export interface DataRequest extends TokenRequest {
  readonly fromMs: number;
  readonly toMs: number;
}

type Failed = Exclude<StretchResult<never>, { kind: 'read' }>;

export type EgvResult = ({ readonly kind: 'read' } & EgvAnswer) | Failed;

/** A token that was refused so soon is not what is wrong. */
const doubtMs = 5 * 60 * 1000;

/** One request for the readings of a stretch of at most thirty days; none with a token that is over. */
export async function readEgvs(http: OAuthHttp, asked: DataRequest): Promise<EgvResult> {
  const result = await readData(http, asked, 'egvs', stretchOf(asked), egvAnswerOf);
  return result.kind === 'read' ? { kind: 'read', ...within(result.batch, asked) } : result;
}

/** The same for what the wearer entered. */
export function readEvents(
  http: OAuthHttp,
  asked: DataRequest,
): Promise<StretchResult<DiaryBatch>> {
  return readData(http, asked, 'events', stretchOf(asked), diaryBatchOf);
}

/** The same for blood glucose that corrected the sensor. */
export function readCalibrations(
  http: OAuthHttp,
  asked: DataRequest,
): Promise<StretchResult<DiaryBatch>> {
  return readData(http, asked, 'calibrations', stretchOf(asked), calibrationBatchOf);
}

/** All devices of the account. */
export function readDevices(
  http: OAuthHttp,
  asked: TokenRequest,
): Promise<StretchResult<DeviceBatch>> {
  return readData(http, asked, 'devices', '', deviceBatchOf);
}

/** Wrong answers were seen for what is older. */
const sinceMsMax = 30 * 24 * 60 * 60 * 1000;

/** Of when there are readings; with `sinceMs`, which have come since. */
export function readRange(
  http: OAuthHttp,
  asked: TokenRequest & { readonly sinceMs: number | null },
): Promise<StretchResult<DataRange>> {
  const { sinceMs, nowMs } = asked;
  const since = sinceMs === null ? null : Math.max(sinceMs, nowMs - sinceMsMax);
  // With its zone, without which it was once taken for another time.
  const query = since === null ? '' : `?lastSyncTime=${dateText(since)}Z`;
  return readData(http, asked, 'dataRange', query, dataRangeOf);
}

async function readData<T>(
  http: OAuthHttp,
  { baseUrl, session, nowMs, signal, timeoutMs }: TokenRequest,
  call: OAuthCall,
  query: string,
  accept: (body: unknown) => T | null,
): Promise<StretchResult<T>> {
  if (nowMs >= session.endsAtMs) {
    return { kind: 'session-ended', isCertain: true, retryAfterMs: null };
  }
  const { accessToken } = session;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const url = `${baseUrl}/v3/users/self/${call}${query}`;
  const told = await http.send({ call, url, accessToken, signal, ...limit });
  if (told.status === null) {
    return { kind: 'unavailable', retryAfterMs: null, isHanging: told.isLate };
  }
  const { status, retryAfterMs, body } = told;
  if (status === 401 || status === 403) {
    const isCertain = nowMs - session.openedAtMs > doubtMs;
    return { kind: 'session-ended', isCertain, retryAfterMs };
  }
  if (status === 429) return { kind: 'throttled', retryAfterMs };
  if (refusals.includes(status)) return { kind: 'refused', status };
  const batch = status === 200 ? accept(body) : null;
  if (!batch) return { kind: 'unavailable', retryAfterMs, isHanging: false };
  return { kind: 'read', batch };
}

/** What these refuse, they refuse again. */
const refusals: readonly number[] = [400, 404, 405, 410, 413, 414, 422];

/** The server may give more than was asked for at either end. */
function within(answer: EgvAnswer, { fromMs, toMs }: DataRequest): EgvAnswer {
  const readings = answer.batch.readings.filter(
    ({ takenAtMs }) => takenAtMs >= fromMs && takenAtMs <= toMs,
  );
  return { ...answer, batch: { ...answer.batch, readings } };
}

function stretchOf({ fromMs, toMs }: DataRequest): string {
  return `?${new URLSearchParams({ startDate: dateText(fromMs), endDate: dateText(toMs) })}`;
}

/** UTC, without zone and fraction: a window with either is refused. */
function dateText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

/** As those read who poll: what was refused is one failure among others. */
export function asReadResult<T extends { readonly kind: string }>(
  result: T,
): Exclude<T, { kind: 'refused' }> | Extract<ReadResult, { kind: 'unavailable' }> {
  if (result.kind === 'refused') {
    return { kind: 'unavailable', retryAfterMs: null, isHanging: false };
  }
  return result as Exclude<T, { kind: 'refused' }>;
}
