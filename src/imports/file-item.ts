import { mgDlPerMmolL, type Trend } from '#glucose';

export const fileForms = ['clarity', 'nightscout', 'junction'] as const;
export type FileForm = (typeof fileForms)[number];

/** A reading as a file says it. */
export interface FileReading {
  readonly takenAtMs: number;
  readonly utcOffsetMinutes: number | null;
  readonly valueMgDl: number;
  readonly trend: Trend;
  /** Said in mmol/L with one decimal, which is coarser than a whole mg/dL: it spans two. */
  readonly isRounded: boolean;
}

/** What one place of a file holds: a reading, what should be one and is not, or something else. */
export type FileItem =
  | { readonly kind: 'reading'; readonly reading: FileReading }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'other' };

/** What a file is read with. */
export interface FileContext {
  readonly localTimes: LocalTimes;
  /** No reading is of later than now. */
  readonly nowMs: number;
}

export interface Moment {
  readonly takenAtMs: number;
  readonly utcOffsetMinutes: number | null;
}

/** A local time, given as if it were UTC, as an instant; or why it is none. */
export type LocalTimes = (localMs: number) => Moment | Refusal;

export interface Refusal {
  readonly why: string;
}

/** One line of text of a file's own may be no longer. */
export const lineLengthMax = 100_000;
/** The first sensors whose readings anybody kept. */
export const earliestMs = Date.UTC(2000, 0, 1);
/** The distance from UTC that a sample can hold. */
const utcOffsetMinutesMax = 1_080;

export function refused(why: string): FileItem {
  return { kind: 'refused', why };
}

/** What a file says of the wearer's distance from UTC, where it is credible. */
export function utcOffsetOf(minutes: unknown): number | null {
  if (!Number.isInteger(minutes)) return null;
  return Math.abs(minutes as number) <= utcOffsetMinutesMax ? (minutes as number) : null;
}

/** Why no reading can be of that instant; null where one can. */
export function whyNotAt(takenAtMs: number, nowMs: number): string | null {
  if (takenAtMs > nowMs) return 'its time lies in the future';
  return takenAtMs < earliestMs ? 'its time lies before the year 2000' : null;
}

/** Sensors measure 40 to 400 mg/dL; the numbers just outside say "below" and "above". */
export const lowMgDl = 39;
export const highMgDl = 401;
/** Bounds as for what Dexcom tells: beyond, a number is a sensor's code for an error, or a mistake. */
const specialCodeMax = 12;
const extremeMgDlMax = 600;

/**
 * A value as it is kept; or why it is no glucose. `decimals` is with how many it is written, where the
 * form tells: else a last decimal that is 0 is not seen.
 */
export function glucoseOf(
  value: number,
  unit: 'mg/dL' | 'mmol/L',
  decimals?: number,
): Pick<FileReading, 'valueMgDl' | 'isRounded'> | Refusal {
  const isMmolL = unit === 'mmol/L';
  const valueMgDl = Math.round(isMmolL ? value * mgDlPerMmolL : value);
  if (!(valueMgDl > specialCodeMax)) {
    return { why: 'its value is no glucose, but a code by which sensors tell an error' };
  }
  if (valueMgDl > extremeMgDlMax) return { why: `its value is above ${extremeMgDlMax} mg/dL` };
  const isWholeTenth = Math.abs(value * 10 - Math.round(value * 10)) < 1e-6;
  return {
    valueMgDl: Math.min(highMgDl, Math.max(lowMgDl, valueMgDl)),
    isRounded: isMmolL && (decimals === undefined ? isWholeTenth : decimals <= 1),
  };
}
