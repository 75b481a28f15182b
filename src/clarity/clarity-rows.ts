/**
 * The rows of a Clarity export in whatever language: a header, some rows about the person and the
 * alerts, then one row an event. Rows of type EGV are readings; a word stands where the sensor left
 * its range. The columns are found by what is in the brackets of their names, which no language
 * changes, and parted by commas, semicolons or tabs, as its spreadsheet has it.
 */
export interface ClarityColumns {
  readonly unit: 'mg/dL' | 'mmol/L';
  readonly separator: Separator;
  readonly at: number;
  readonly value: number;
  /** -1 in exports that lack them. */
  readonly transmitterSeconds: number;
  readonly transmitterId: number;
}

/** A row of type EGV. */
export interface ClarityRow {
  /** The wearer's local clock, read as if it were UTC: the export names no zone. */
  readonly localMs: number;
  /** In the unit of the columns; a word where the sensor left its range. */
  readonly value: number | 'LOW' | 'HIGH';
  /** With how many decimals the value is written, zeros too; 0 for a word. */
  readonly decimals: number;
  /** The transmitter counts on while the local clock is set; null in exports without it. */
  readonly transmitter: { readonly id: string; readonly ms: number } | null;
}

export interface ClarityRefusal {
  /** What an EGV needs that this row lacks. */
  readonly why: string;
}

const cellPatterns = {
  ',': /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g,
  ';': /(?:"((?:[^"]|"")*)"|([^;]*))(?:;|$)/g,
  '\t': /(?:"((?:[^"]|"")*)"|([^\t]*))(?:\t|$)/g,
} as const;
type Separator = keyof typeof cellPatterns;
const separators = Object.keys(cellPatterns) as readonly Separator[];
const timePattern = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{1,2}):(\d{2}):(\d{2})$/;
/** Below the range and above it, in the languages of Clarity as far as they are known. */
const lowWords = new Set(['low', 'niedrig', 'bajo', 'bas', 'basso', 'baixo', 'laag', 'lav', 'låg']);
const highWords = new Set(['high', 'hoch', 'alto', 'élevé', 'haut', 'hoog', 'høj', 'høy', 'hög']);

/** What `clarityColumnsOf` looks for, for people. */
export const clarityColumnsWanted =
  'the columns Timestamp (YYYY-MM-DDThh:mm:ss) and Glucose Value (mg/dL), in any language';

/** Null for a header without them. */
export function clarityColumnsOf(header: string): ClarityColumns | null {
  const line = header.replace(/^\uFEFF/, '');
  for (const separator of separators) {
    const columns = columnsBy(separator, line);
    if (columns) return columns;
  }
  return null;
}

function columnsBy(separator: Separator, header: string): ClarityColumns | null {
  const names = cellsOf(header, separator).map((name) => name.toLowerCase());
  const at = names.findIndex((name) => /\(\w{4}-\w{2}-\w{2}t?\s?hh:mm:ss\)/.test(name));
  const value = names.findIndex((name) => /\((mg\/dl|mmol\/l)\)/.test(name));
  // By a wrong separator the header is one cell, which has all names in it.
  if (at < 0 || value < 0 || at === value) return null;
  const transmitterSeconds = names.findIndex((name) => name.includes('long integer'));
  return {
    unit: names[value]?.includes('mmol') ? 'mmol/L' : 'mg/dL',
    separator,
    at,
    value,
    transmitterSeconds,
    transmitterId: transmitterSeconds < 0 ? -1 : transmitterSeconds + 1,
  };
}

/** Null for a row that is no reading. */
export function readClarityRow(
  line: string,
  columns: ClarityColumns,
): ClarityRow | ClarityRefusal | null {
  const cells = cellsOf(line, columns.separator);
  if (!cells.includes('EGV')) return null;
  const localMs = localMsOf(cells[columns.at] ?? '');
  if (localMs === null) return { why: 'an EGV needs a time such as 2031-03-04T06:58:41' };
  const text = cells[columns.value] ?? '';
  const value = readValue(text);
  if (value === null) return { why: 'an EGV needs a value: a number, Low or High' };
  const seconds = cells[columns.transmitterSeconds] ?? '';
  const id = cells[columns.transmitterId] ?? '';
  const transmitter = /^\d+$/.test(seconds) ? { id, ms: Number(seconds) * 1000 } : null;
  const decimals = text.split(/[.,]/)[1]?.length ?? 0;
  return { localMs, value, decimals, transmitter };
}

function cellsOf(line: string, separator: Separator): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(cellPatterns[separator])) {
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return cells;
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

function readValue(text: string): number | 'LOW' | 'HIGH' | null {
  const word = text.toLowerCase();
  if (lowWords.has(word)) return 'LOW';
  if (highWords.has(word)) return 'HIGH';
  return /^\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null;
}
