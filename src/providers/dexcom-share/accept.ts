import type { ReadingBatch } from '#providers/provider';
import { isUuid } from '#std/ids';
import type { Answer } from './answer.ts';
import { answered, type Result, unaccepted } from './caller.ts';
import { readBatch } from './reading.ts';

/** A login's answer is the id as a JSON string. */
export function acceptId(answer: Answer): Result<string> {
  const { body } = answer;
  if (body.kind !== 'json') return unaccepted(answer, 'unreadable', body.kind);
  if (body.value === nullUuid) return unaccepted(answer, 'refused', 'null-uuid');
  if (typeof body.value === 'string' && isRealId(body.value)) return answered(body.value);
  return unaccepted(answer, 'unreadable', 'wrong-shape');
}

/**
 * An empty body is what Dexcom has given where the session was none, so it ends the session: a
 * login heals that, and waiting might not. Without a code, though, it is a guess.
 */
export function acceptReadings(answer: Answer): Result<ReadingBatch> {
  const { body } = answer;
  if (body.kind === 'empty') return unaccepted(answer, 'session-ended', 'empty');
  if (body.kind !== 'json') return unaccepted(answer, 'unreadable', body.kind);
  if (Array.isArray(body.value)) return answered(readBatch(body.value));
  return unaccepted(answer, 'unreadable', 'wrong-shape');
}

export function acceptSharingState(answer: Answer): Result<boolean> {
  return acceptIfReadable(answer, readSharingState);
}

export function acceptFollowerCount(answer: Answer): Result<number> {
  return acceptIfReadable(answer, countFollowers);
}

function acceptIfReadable<T>(answer: Answer, read: (body: unknown) => T | null): Result<T> {
  const { body } = answer;
  if (body.kind !== 'json') return unaccepted(answer, 'unreadable', body.kind);
  const value = read(body.value);
  return value === null ? unaccepted(answer, 'unreadable', 'wrong-shape') : answered(value);
}

function readSharingState(body: unknown): boolean | null {
  return typeof body === 'boolean' ? body : null;
}

/**
 * Counts the subscriptions. Which of their states means that the invitation was accepted is not
 * known, so none is left out.
 */
function countFollowers(body: unknown): number | null {
  if (!Array.isArray(body)) return null;
  return body.every((entry) => typeof entry === 'object' && entry !== null) ? body.length : null;
}

/** Dexcom's way of saying "no": it comes with HTTP 200 where an id was asked for. */
const nullUuid = '00000000-0000-0000-0000-000000000000';

/** Whether a text may be an account's or a session's id. */
export function isRealId(id: string): boolean {
  return isUuid(id) && id !== nullUuid;
}
