import { assert } from '#std/assert';
import type { Distribution } from './distribution.ts';

/**
 * Percent of the time with readings spent in bands, by the international consensus (Battelino 2019,
 * Diabetes Care 42:1593, doi 10.2337/dci19-0028; 2023, Lancet Diabetes Endocrinol 11:42, doi
 * 10.1016/S2213-8587(22)00319-9). 70 and 180 belong to the target range; LOW (39) is below 54 and so
 * below 70, HIGH (401) above 250 and so above 180. Time without readings is in no band and not in the
 * whole. In two forms, since reports use both and a number without its form misleads.
 */
export interface Bands {
  /** Each band holds the more extreme one: below 70 includes below 54. The consensus targets are these. */
  readonly cumulative: CumulativeBands;
  /** Five bands that share nothing and make 100 together: the parts of a stacked bar. */
  readonly banded: BandedBands;
}

export interface CumulativeBands {
  readonly below54Percent: number;
  readonly below70Percent: number;
  readonly from70To180Percent: number;
  readonly above180Percent: number;
  readonly above250Percent: number;
}

export interface BandedBands {
  readonly below54Percent: number;
  /** 54 and above, below 70. */
  readonly from54To69Percent: number;
  readonly from70To180Percent: number;
  /** Above 180, up to 250. */
  readonly from181To250Percent: number;
  readonly above250Percent: number;
}

/** Percent below, in and above a range whose two ends belong to it; 100 together. */
export interface RangePercent {
  readonly lowMgDl: number;
  readonly highMgDl: number;
  readonly belowPercent: number;
  readonly inPercent: number;
  readonly abovePercent: number;
}

/** Ranges with a name of their own, in mg/dL, both ends within. */
export const namedRanges = {
  /** The consensus' target range. */
  target: { lowMgDl: 70, highMgDl: 180 },
  /** Time in tight range. */
  tight: { lowMgDl: 70, highMgDl: 140 },
  /** The target range in pregnancy with type 1 diabetes. */
  pregnancy: { lowMgDl: 63, highMgDl: 140 },
} as const;

/** The consensus bands; null without a reading. */
export function bandsOf(distribution: Distribution): Bands | null {
  if (distribution.count === 0) return null;
  const below54Percent = percentWhere(distribution, (value) => value < 54);
  const below70Percent = percentWhere(distribution, (value) => value < 70);
  const from70To180Percent = percentWhere(distribution, (value) => value >= 70 && value <= 180);
  const above180Percent = percentWhere(distribution, (value) => value > 180);
  const above250Percent = percentWhere(distribution, (value) => value > 250);
  return {
    cumulative: {
      below54Percent,
      below70Percent,
      from70To180Percent,
      above180Percent,
      above250Percent,
    },
    banded: {
      below54Percent,
      from54To69Percent: percentWhere(distribution, (value) => value >= 54 && value < 70),
      from70To180Percent,
      from181To250Percent: percentWhere(distribution, (value) => value > 180 && value <= 250),
      above250Percent,
    },
  };
}

/** Percent below, in and above a range of one's own, both ends within; null without a reading. */
export function rangePercentOf(
  distribution: Distribution,
  { lowMgDl, highMgDl }: { readonly lowMgDl: number; readonly highMgDl: number },
): RangePercent | null {
  assert(lowMgDl <= highMgDl, 'a range has its low end below its high end');
  if (distribution.count === 0) return null;
  return {
    lowMgDl,
    highMgDl,
    belowPercent: percentWhere(distribution, (value) => value < lowMgDl),
    inPercent: percentWhere(distribution, (value) => value >= lowMgDl && value <= highMgDl),
    abovePercent: percentWhere(distribution, (value) => value > highMgDl),
  };
}

/** Percent of the time with readings at which the value is such; of one reading at least. */
export function percentWhere(
  { valueMgDl, weight, weightTotal }: Distribution,
  holds: (value: number) => boolean,
): number {
  let inside = 0;
  for (let i = 0; i < valueMgDl.length; i++) {
    if (holds(valueMgDl[i] as number)) inside += weight[i] as number;
  }
  return (inside / weightTotal) * 100;
}
