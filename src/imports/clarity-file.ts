import { type ClarityRow, clarityColumnsOf, clarityColumnsWanted, readClarityRow } from '#clarity';
import {
  type FileContext,
  type FileItem,
  glucoseOf,
  highMgDl,
  lineLengthMax,
  lowMgDl,
  refused,
  whyNotAt,
} from './file-item.ts';
import { ImportError } from './import-error.ts';

/** An export of Dexcom Clarity, line by line; the first line, its header, is told as no reading. */
export async function* clarityItems(
  chunks: AsyncIterable<Uint8Array>,
  context: FileContext,
): AsyncGenerator<FileItem> {
  const lines = linesOf(chunks);
  const header = await lines.next();
  const columns = clarityColumnsOf(header.done ? '' : header.value);
  if (!columns) throw new ImportError('not-this-form', `line 1 needs ${clarityColumnsWanted}`);
  yield { kind: 'other' };
  for await (const line of lines) {
    const row = line.length < lineLengthMax ? readClarityRow(line, columns) : tooLong;
    if (row === null) yield { kind: 'other' };
    else yield 'why' in row ? refused(row.why) : itemOf(row, columns.unit, context);
  }
}

const tooLong = { why: `it has more than ${lineLengthMax} characters` };

function itemOf(
  row: ClarityRow,
  unit: 'mg/dL' | 'mmol/L',
  { localTimes, nowMs }: FileContext,
): FileItem {
  const moment = localTimes(row.localMs);
  if ('why' in moment) return refused(moment.why);
  const why = whyNotAt(moment.takenAtMs, nowMs);
  if (why !== null) return refused(why);
  const value =
    typeof row.value === 'number' ? glucoseOf(row.value, unit, row.decimals) : boundOf(row.value);
  if ('why' in value) return refused(value.why);
  // Clarity has a rate of change for its alerts alone.
  return { kind: 'reading', reading: { ...moment, ...value, trend: 'NONE' } };
}

function boundOf(word: 'LOW' | 'HIGH') {
  return { valueMgDl: word === 'LOW' ? lowMgDl : highMgDl, isRounded: false };
}

/** Lines of any ending; of one that is too long only the beginning is kept. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    // A line that ends in CR at the end of a chunk may go on with LF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = (lines.pop() ?? '').slice(0, lineLengthMax);
    yield* lines;
  }
  rest = (rest + decoder.decode()).replace(/\r$/, '');
  if (rest !== '') yield rest;
}
