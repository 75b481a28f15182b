/**
 * Samples of one user as columns, ascending by time, no instant twice. A quarter of a year is 26,000
 * samples: as columns they are three arrays, as objects they would be most of a request's cost.
 */
export interface SampleSeries {
  /** Epoch milliseconds. */
  readonly takenAtMs: Float64Array;
  /** mg/dL, 39 (LOW) to 401 (HIGH). */
  readonly valueMgDl: Uint16Array;
  /** Indexes into `trends`. */
  readonly trend: Uint8Array;
}

/** Columns as Postgres writes them: the text of integer arrays, `{1,2,3}`, of one length. */
export interface SeriesTexts {
  readonly count: number;
  /** Seconds after `baseSeconds`, ascending. */
  readonly seconds: string;
  readonly values: string;
  readonly trends: string;
}

/**
 * Reads columns. Of two samples at one instant, from sensors of two families, the first stands:
 * they tell of the same moment.
 */
export function seriesOfTexts(texts: SeriesTexts, baseSeconds: number): SampleSeries {
  const { count } = texts;
  const takenAtMs = new Float64Array(count);
  const valueMgDl = new Uint16Array(count);
  const trend = new Uint8Array(count);
  readIntegers(texts.seconds, takenAtMs);
  readIntegers(texts.values, valueMgDl);
  readIntegers(texts.trends, trend);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const atMs = ((takenAtMs[i] as number) + baseSeconds) * 1000;
    if (kept > 0 && takenAtMs[kept - 1] === atMs) continue;
    takenAtMs[kept] = atMs;
    valueMgDl[kept] = valueMgDl[i] as number;
    trend[kept] = trend[i] as number;
    kept += 1;
  }
  return {
    takenAtMs: takenAtMs.subarray(0, kept),
    valueMgDl: valueMgDl.subarray(0, kept),
    trend: trend.subarray(0, kept),
  };
}

const zero = 48;
const nine = 57;
const minus = 45;

/** Reads the text of an array of integers into one that has room for them. */
export function readIntegers(text: string, into: Float64Array | Uint16Array | Uint8Array): void {
  let position = 0;
  let value = 0;
  let sign = 1;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= zero && code <= nine) {
      value = value * 10 + (code - zero);
    } else if (code === minus) {
      sign = -1;
    } else {
      into[position] = sign * value;
      position += 1;
      value = 0;
      sign = 1;
    }
  }
}
