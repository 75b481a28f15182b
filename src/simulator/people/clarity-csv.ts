import { highMgDl, lowMgDl } from './reading.ts';
import type { TracePoint } from './trace.ts';

/**
 * Reads the export of Dexcom Clarity: a header, some rows about the person and the alerts, then one
 * row an event. Rows of type EGV are readings; "Low" and "High" stand where the sensor left its
 * range. The export has the wearer's local time without a zone.
 */
export interface ClarityOptions {
  /** The zone of the export's times, in minutes ahead of UTC. 0 unless given. */
  readonly utcOffsetMinutes?: number;
}

export class ClarityCsvError extends Error {
  override readonly name = 'ClarityCsvError';
  readonly failure: 'no-header' | 'bad-row';
  constructor(failure: 'no-header' | 'bad-row', message: string) {
    super(message);
    this.failure = failure;
  }
}

interface Columns {
  readonly at: number;
  readonly type: number;
  readonly value: number;
  readonly mgDlPerUnit: number;
}

const mgDlPerMmol = 18.01559;
const timePattern = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})/;

/** The readings in ascending order. Throws ClarityCsvError; its message holds no value. */
export function parseClarityCsv(text: string, options: ClarityOptions = {}): TracePoint[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = columnsOf(lines[0] ?? '');
  const offsetMs = (options.utcOffsetMinutes ?? 0) * 60_000;
  const points: TracePoint[] = [];
  for (let index = 1; index < lines.length; index++) {
    const cells = cellsOf(lines[index] ?? '');
    if (cells[columns.type] !== 'EGV') continue;
    const atMs = instantOf(cells[columns.at] ?? '');
    const valueMgDl = readingOf(cells[columns.value] ?? '', columns.mgDlPerUnit);
    if (atMs === null || valueMgDl === null) {
      throw new ClarityCsvError('bad-row', `line ${index + 1}: an EGV needs a time and a value`);
    }
    points.push({ atMs: atMs - offsetMs, valueMgDl });
  }
  return points.sort((one, other) => one.atMs - other.atMs);
}

function columnsOf(header: string): Columns {
  const names = cellsOf(header).map((name) => name.toLowerCase());
  const find = (start: string) => names.findIndex((name) => name.startsWith(start));
  const [at, type, value] = [find('timestamp'), find('event type'), find('glucose value')];
  if (at < 0 || type < 0 || value < 0) {
    throw new ClarityCsvError(
      'no-header',
      'the first line needs the columns Timestamp, Event Type and Glucose Value',
    );
  }
  const isMmol = names[value]?.includes('mmol') ?? false;
  return { at, type, value, mgDlPerUnit: isMmol ? mgDlPerMmol : 1 };
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return cells;
}

function instantOf(text: string): number | null {
  const parts = timePattern.exec(text);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  const atMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return Number.isNaN(atMs) ? null : atMs;
}

function readingOf(text: string, mgDlPerUnit: number): number | null {
  if (text.toLowerCase() === 'low') return lowMgDl;
  if (text.toLowerCase() === 'high') return highMgDl;
  if (!/^\d+([.,]\d+)?$/.test(text)) return null;
  return Math.round(Number(text.replace(',', '.')) * mgDlPerUnit);
}
