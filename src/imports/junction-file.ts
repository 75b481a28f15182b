import { providerSlugs } from '#providers';
import {
  type FileContext,
  type FileItem,
  glucoseOf,
  refused,
  utcOffsetOf,
  whyNotAt,
} from './file-item.ts';
import { fieldsOf, jsonValues } from './json-values.ts';
import { momentOf } from './local-times.ts';

/** Groups of samples by provider: of one page, or of a list of pages. */
const paths = ['$.groups.*.*.data.*', '$.*.groups.*.*.data.*'];
/** Junction has what Dexcom's sensors measure under the names of our providers. */
const providersOfDexcom: ReadonlySet<string> = new Set(providerSlugs);

/**
 * What Junction answers to "glucose grouped", as its HTTP API writes it or as its client for
 * TypeScript does: one page, or a list of them.
 */
export async function* junctionItems(
  chunks: AsyncIterable<Uint8Array>,
  context: FileContext,
): AsyncGenerator<FileItem> {
  for await (const { value, names } of jsonValues(chunks, paths)) {
    const provider = names[names.lastIndexOf('groups') + 1];
    if (providersOfDexcom.has(String(provider))) yield itemOf(value, context);
    else yield refused('it is of another provider than Dexcom');
  }
}

function itemOf(value: unknown, { localTimes, nowMs }: FileContext): FileItem {
  const sample = fieldsOf(value);
  if (!sample) return refused('it is no sample of Junction');
  const moment = momentOf(sample.timestamp, localTimes);
  if ('why' in moment) return refused(moment.why);
  const why = whyNotAt(moment.takenAtMs, nowMs);
  if (why !== null) return refused(why);
  const { unit } = sample;
  if (unit !== 'mmol/L' && unit !== 'mg/dL') return refused('it needs unit, mmol/L or mg/dL');
  if (typeof sample.value !== 'number') return refused('it needs value, a number');
  const told = glucoseOf(sample.value, unit);
  if ('why' in told) return refused(told.why);
  const seconds = sample.timezone_offset ?? sample.timezoneOffset;
  const offset = typeof seconds === 'number' ? utcOffsetOf(seconds / 60) : null;
  const utcOffsetMinutes = offset ?? moment.utcOffsetMinutes;
  const { takenAtMs } = moment;
  return { kind: 'reading', reading: { takenAtMs, utcOffsetMinutes, ...told, trend: 'NONE' } };
}
