import { parseTrend } from '#providers';
import {
  type FileContext,
  type FileItem,
  glucoseOf,
  type Moment,
  type Refusal,
  refused,
  utcOffsetOf,
  whyNotAt,
} from './file-item.ts';
import { fieldsOf, jsonValues } from './json-values.ts';
import { momentOf } from './local-times.ts';

/**
 * The `entries.json` of a Nightscout: a list of entries, of which those with `sgv` are readings of a
 * sensor, always in mg/dL. Those of a meter (`mbg`), calibrations and treatments are no readings.
 */
export async function* nightscoutItems(
  chunks: AsyncIterable<Uint8Array>,
  context: FileContext,
): AsyncGenerator<FileItem> {
  for await (const { value } of jsonValues(chunks, ['$.*'])) yield itemOf(value, context);
}

function itemOf(value: unknown, context: FileContext): FileItem {
  const entry = fieldsOf(value);
  if (!entry) return refused('it is no entry of a Nightscout');
  if ((entry.type ?? 'sgv') !== 'sgv' || (entry.sgv === undefined && 'mbg' in entry)) {
    return { kind: 'other' };
  }
  const moment = entryMomentOf(entry, context);
  if ('why' in moment) return refused(moment.why);
  const why = whyNotAt(moment.takenAtMs, context.nowMs);
  if (why !== null) return refused(why);
  const sgv = numberOf(entry.sgv);
  if (sgv === null) return refused('it needs sgv, a number of mg/dL');
  const told = glucoseOf(sgv, 'mg/dL');
  if ('why' in told) return refused(told.why);
  const trend = entry.direction === undefined ? 'NONE' : parseTrend(entry.direction);
  return { kind: 'reading', reading: { ...moment, ...told, trend } };
}

/** `date` is the instant, in milliseconds; where it is missing, `dateString` says it. */
function entryMomentOf(
  { date, dateString, utcOffset }: Readonly<Record<string, unknown>>,
  { localTimes }: FileContext,
): Moment | Refusal {
  const said = dateString === undefined ? null : momentOf(dateString, localTimes);
  const takenAtMs = numberOf(date);
  if (takenAtMs === null) return said ?? { why: 'it needs date, in milliseconds, or dateString' };
  const saidOffset = said !== null && 'takenAtMs' in said ? said.utcOffsetMinutes : null;
  // Nightscout writes 0 where it was not told.
  return { takenAtMs, utcOffsetMinutes: saidOffset ?? utcOffsetOf(utcOffset || null) };
}

/** Some uploaders write numbers as texts. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}
