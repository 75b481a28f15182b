import { z } from '@hono/zod-openapi';
import { invalid } from './refusal.ts';

/** From `from`, inclusive, to `to`, exclusive. */
export interface DateRange {
  readonly from: Date;
  readonly to: Date;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const dayAndTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/;
const withZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A bare day begins at 00:00 and ends with its last second, in UTC, as does a time without zone. What
 * begins later than now and names no end is empty: somebody's day begins before that of UTC.
 */
export function rangeOf(
  given: { readonly start_date: string; readonly end_date?: string | undefined },
  now: Date,
): DateRange {
  const from = instantOf('start_date', given.start_date, 'T00:00:00Z');
  if (!given.end_date && from > now) return { from, to: from };
  const end = given.end_date ? instantOf('end_date', given.end_date, 'T23:59:59Z') : now;
  if (end < from) throw invalid('end_date lies before start_date.');
  return { from, to: new Date(end.getTime() + 1) };
}

/**
 * The part of a range that follows a cursor, the instant of the last sample before, which are at whole
 * seconds; throws 400 for a cursor that no page gave.
 */
export function pageAfter(range: DateRange, cursor: string | undefined): DateRange {
  if (!cursor) return range;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^\d{1,15}$/.test(key)) throw invalid('next_cursor takes what the page before gave.');
  const next = new Date(Number(key) + 1);
  return next > range.from ? { ...range, from: next } : range;
}

function instantOf(name: string, text: string, timeOfDay: string): Date {
  const whole = text.trim();
  const instant = new Date(
    day.test(whole) ? `${whole}${timeOfDay}` : dayAndTime.test(whole) ? `${whole}Z` : whole,
  );
  const hasForm = day.test(whole) || dayAndTime.test(whole) || withZone.test(whole);
  const isKnown = hasForm && z.iso.date().safeParse(whole.slice(0, 10)).success;
  const year = instant.getUTCFullYear();
  if (!isKnown || !(year >= 1970 && year <= 2199)) {
    throw invalid(`${name} takes "2026-01-31" or "2026-01-31T06:00:00+00:00", 1970 to 2199.`);
  }
  return instant;
}
