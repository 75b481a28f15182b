import { highMgDl, lowMgDl } from './reading.ts';
import type { TracePoint } from './trace.ts';

/**
 * Reads the export of Dexcom Clarity in whatever language: a header, some rows about the person and
 * the alerts, then one row an event. Rows of type EGV are readings; a word stands where the sensor
 * left its range. The columns are found by what is in the brackets of their names, which no language
 * changes, and parted by commas, semicolons or tabs, as its spreadsheet has it. What cannot be read is
 * refused with its line.
 *
 * The export has the wearer's local time without a zone. Where it also has the transmitter's own
 * seconds, these tell when the local clock was changed, and the times go on as if it had not been.
 */
export interface ClarityOptions {
  /** The zone of the export's first reading, in minutes ahead of UTC. 0 unless given. */
  readonly utcOffsetMinutes?: number;
}

export class ClarityCsvError extends Error {
  override readonly name = 'ClarityCsvError';
  readonly failure: ClarityCsvFailure;
  constructor(failure: ClarityCsvFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

type ClarityCsvFailure = 'no-header' | 'bad-row' | 'no-readings';

interface Columns {
  readonly separator: Separator;
  readonly at: number;
  readonly value: number;
  /** -1 in exports that lack them. */
  readonly transmitterSeconds: number;
  readonly transmitterId: number;
  readonly mgDlPerUnit: number;
}

interface Row {
  readonly line: number;
  readonly localMs: number;
  readonly valueMgDl: number;
  readonly transmitter: { readonly id: string; readonly ms: number } | null;
}

const mgDlPerMmol = 18.01559;
const hourMs = 3_600_000;
const timePattern = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{1,2}):(\d{2}):(\d{2})$/;
/** A row may stand behind its neighbour; farther back, a clock was set. */
const backMsMax = 6 * 60_000;
/** A sensor's special codes lie below, and nothing that is glucose above. */
const valueMgDlMin = 13;
const valueMgDlMax = 600;

const cellPatterns = {
  ',': /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g,
  ';': /(?:"((?:[^"]|"")*)"|([^;]*))(?:;|$)/g,
  '\t': /(?:"((?:[^"]|"")*)"|([^\t]*))(?:\t|$)/g,
} as const;
type Separator = keyof typeof cellPatterns;
const separators = Object.keys(cellPatterns) as readonly Separator[];
/** Below the range and above it, in the languages of Clarity as far as they are known. */
const lowWords = new Set(['low', 'niedrig', 'bajo', 'bas', 'basso', 'baixo', 'laag', 'lav', 'låg']);
const highWords = new Set(['high', 'hoch', 'alto', 'élevé', 'haut', 'hoog', 'høj', 'høy', 'hög']);

/** The readings in ascending order. Throws ClarityCsvError; its message holds no value. */
export function parseClarityCsv(text: string, options: ClarityOptions = {}): TracePoint[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const columns = columnsOf(lines[0] ?? '');
  const rows = lines.flatMap((line, index) =>
    index === 0 ? [] : (rowOf(cellsOf(line, columns.separator), columns, index + 1) ?? []),
  );
  if (rows.length === 0) {
    const text = `lines 2 to ${lines.length}: none is of type EGV, which readings have`;
    throw new ClarityCsvError('no-readings', text);
  }
  const first = rows[0]?.localMs ?? 0;
  if (first > (rows.at(-1)?.localMs ?? 0)) rows.reverse();
  const offsetMs = (options.utcOffsetMinutes ?? 0) * 60_000;
  const points = withoutClockChanges(rows).map(({ localMs, valueMgDl }) => ({
    atMs: localMs - offsetMs,
    valueMgDl,
  }));
  return points.sort((one, other) => one.atMs - other.atMs);
}

function columnsOf(header: string): Columns {
  for (const separator of separators) {
    const columns = columnsBy(separator, header);
    if (columns) return columns;
  }
  const wanted = 'Timestamp (YYYY-MM-DDThh:mm:ss) and Glucose Value (mg/dL)';
  throw new ClarityCsvError('no-header', `line 1: needs the columns ${wanted}, in any language`);
}

function columnsBy(separator: Separator, header: string): Columns | null {
  const names = cellsOf(header, separator).map((name) => name.toLowerCase());
  const at = names.findIndex((name) => /\(\w{4}-\w{2}-\w{2}t?\s?hh:mm:ss\)/.test(name));
  const value = names.findIndex((name) => /\((mg\/dl|mmol\/l)\)/.test(name));
  // By a wrong separator the header is one cell, which has all names in it.
  if (at < 0 || value < 0 || at === value) return null;
  const transmitterSeconds = names.findIndex((name) => name.includes('long integer'));
  return {
    separator,
    at,
    value,
    transmitterSeconds,
    transmitterId: transmitterSeconds < 0 ? -1 : transmitterSeconds + 1,
    mgDlPerUnit: names[value]?.includes('mmol') ? mgDlPerMmol : 1,
  };
}

function cellsOf(line: string, separator: Separator): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(cellPatterns[separator])) {
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return cells;
}

/** Null for a row that is no reading. */
function rowOf(cells: readonly string[], columns: Columns, line: number): Row | null {
  if (!cells.includes('EGV')) return null;
  const localMs = localMsOf(cells[columns.at] ?? '');
  if (localMs === null) throw badRow(line, 'an EGV needs a time such as 2031-03-04T06:58:41');
  const valueMgDl = readingOf(cells[columns.value] ?? '', columns.mgDlPerUnit);
  if (valueMgDl === null) {
    const range = `${valueMgDlMin} to ${valueMgDlMax} mg/dL`;
    throw badRow(line, `an EGV needs a value: a number of ${range}, Low or High`);
  }
  const seconds = cells[columns.transmitterSeconds] ?? '';
  const id = cells[columns.transmitterId] ?? '';
  const transmitter = /^\d+$/.test(seconds) ? { id, ms: Number(seconds) * 1000 } : null;
  return { line, localMs, valueMgDl, transmitter };
}

function badRow(line: number, text: string): ClarityCsvError {
  return new ClarityCsvError('bad-row', `line ${line}: ${text}`);
}

/** Null also for a day or a time that there is not, such as 30 February. */
function localMsOf(text: string): number | null {
  const parts = timePattern.exec(text);
  if (!parts) return null;
  const [year, month, day, hour = '', minute, second] = parts.slice(1);
  const written = `${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute}:${second}.000Z`;
  const at = new Date(written);
  return Number.isNaN(at.getTime()) || at.toISOString() !== written ? null : at.getTime();
}

function readingOf(text: string, mgDlPerUnit: number): number | null {
  const word = text.toLowerCase();
  if (lowWords.has(word)) return lowMgDl;
  if (highWords.has(word)) return highMgDl;
  if (!/^\d+([.,]\d+)?$/.test(text)) return null;
  const valueMgDl = Math.round(Number(text.replace(',', '.')) * mgDlPerUnit);
  return valueMgDl >= valueMgDlMin && valueMgDl <= valueMgDlMax ? valueMgDl : null;
}

/**
 * The rows by a local clock that nobody changed. A transmitter counts on while that clock is set, so
 * whole hours between the two are a change. Without a transmitter, a clock that was set back shows in
 * rows that go back, and nothing tells which of them came first: they are refused.
 */
function withoutClockChanges(rows: readonly Row[]): readonly Row[] {
  const begun = new Map<string, { readonly localMs: number; readonly transmitterMs: number }>();
  let shiftMs = 0;
  let previousMs = Number.NEGATIVE_INFINITY;
  return rows.map((row) => {
    const { transmitter, localMs, line } = row;
    const start = transmitter && begun.get(transmitter.id);
    if (start) {
      const goneMs = transmitter.ms - start.transmitterMs;
      shiftMs = Math.round((start.localMs + goneMs - localMs) / hourMs) * hourMs;
    } else if (localMs < previousMs - backMsMax) {
      throw badRow(line, 'the times go back, as when a clock is set back: split the file here');
    }
    if (transmitter && !start) {
      begun.set(transmitter.id, { localMs: localMs + shiftMs, transmitterMs: transmitter.ms });
    }
    previousMs = localMs;
    return { ...row, localMs: localMs + shiftMs };
  });
}
