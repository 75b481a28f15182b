import {
  type ClarityColumns,
  clarityColumnsOf,
  clarityColumnsWanted,
  readClarityRow,
} from '#clarity';
import { highMgDl, lowMgDl } from './reading.ts';
import type { TracePoint } from './trace.ts';

/**
 * An export of Dexcom Clarity as a trace. What cannot be read is refused with its line.
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

interface Row {
  readonly line: number;
  readonly localMs: number;
  readonly valueMgDl: number;
  readonly transmitter: { readonly id: string; readonly ms: number } | null;
}

const mgDlPerMmol = 18.01559;
const hourMs = 3_600_000;
/** A row may stand behind its neighbour; farther back, a clock was set. */
const backMsMax = 6 * 60_000;
/** A sensor's special codes lie below, and nothing that is glucose above. */
const valueMgDlMin = 13;
const valueMgDlMax = 600;

/** The readings in ascending order. Throws ClarityCsvError; its message holds no value. */
export function parseClarityCsv(text: string, options: ClarityOptions = {}): TracePoint[] {
  const lines = text.split(/\r\n|\r|\n/);
  const columns = clarityColumnsOf(lines[0] ?? '');
  if (!columns) throw new ClarityCsvError('no-header', `line 1: needs ${clarityColumnsWanted}`);
  const rows = lines.flatMap((line, index) =>
    index === 0 ? [] : (rowOf(line, columns, index + 1) ?? []),
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

/** Null for a row that is no reading. */
function rowOf(text: string, columns: ClarityColumns, line: number): Row | null {
  const row = readClarityRow(text, columns);
  if (row === null) return null;
  if ('why' in row) throw badRow(line, row.why);
  const { localMs, value, transmitter } = row;
  const valueMgDl = valueMgDlOf(value, columns.unit === 'mmol/L' ? mgDlPerMmol : 1);
  if (valueMgDl === null) {
    const range = `${valueMgDlMin} to ${valueMgDlMax} mg/dL`;
    throw badRow(line, `an EGV needs a value of ${range}`);
  }
  return { line, localMs, valueMgDl, transmitter };
}

function badRow(line: number, text: string): ClarityCsvError {
  return new ClarityCsvError('bad-row', `line ${line}: ${text}`);
}

function valueMgDlOf(value: number | 'LOW' | 'HIGH', mgDlPerUnit: number): number | null {
  if (value === 'LOW') return lowMgDl;
  if (value === 'HIGH') return highMgDl;
  const valueMgDl = Math.round(value * mgDlPerUnit);
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
