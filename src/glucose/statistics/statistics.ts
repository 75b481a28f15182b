import { type ActiveTime, activeTimeOf } from './active-time.ts';
import { type Bands, bandsOf } from './bands.ts';
import { type BloodGlucoseIndices, bloodGlucoseIndicesOf } from './blood-glucose-indices.ts';
import { dayGridOf } from './day-grid.ts';
import {
  decideGlucoseManagementIndicator,
  type GlucoseManagementIndicator,
} from './glucose-management-indicator.ts';
import { type GlycemiaRiskIndex, glycemiaRiskIndexOf } from './glycemia-risk-index.ts';
import { type AtLimits, atLimitsOf } from './limits.ts';
import {
  type MeanAmplitude,
  type MeanAmplitudeVariant,
  meanAmplitudeOf,
  meanAmplitudeStepMinutes,
  naiveMeanAmplitudeOf,
} from './mean-amplitude.ts';
import { meanOfDailyDifferencesOf } from './mean-of-daily-differences.ts';
import {
  coefficientOfVariationOf,
  jIndexOf,
  meanOf,
  quantileOf,
  standardDeviationOf,
} from './moments.ts';
import { type Sufficiency, sufficiencyOf } from './sufficiency.ts';
import type { GlucoseTrace } from './trace.ts';

/**
 * All single-number statistics of a trace. Each is defined where it is computed; each reading weighs
 * the time that it stands for (`cadence.ts`); LOW enters as 39 and HIGH as 401.
 */
export interface GlucoseStatistics {
  /** How many readings. */
  readonly count: number;
  /** mg/dL; null without a reading. */
  readonly meanMgDl: number | null;
  readonly medianMgDl: number | null;
  /** mg/dL; null with fewer than two readings. */
  readonly standardDeviationMgDl: number | null;
  /** Percent; null with fewer than two readings. */
  readonly coefficientOfVariationPercent: number | null;
  readonly quantilesMgDl: Quantiles | null;
  readonly bands: Bands | null;
  readonly atLimits: AtLimits | null;
  readonly glucoseManagementIndicator: GlucoseManagementIndicator;
  readonly activeTime: ActiveTime;
  readonly sufficiency: Sufficiency;
  readonly glycemiaRiskIndex: GlycemiaRiskIndex | null;
  readonly bloodGlucoseIndices: BloodGlucoseIndices | null;
  readonly jIndex: number | null;
  /** MODD in mg/dL; null where no two readings are a day apart. */
  readonly meanOfDailyDifferencesMgDl: number | null;
  /** MAGE by its variant, in mg/dL. */
  readonly meanAmplitude: Readonly<Record<MeanAmplitudeVariant, MeanAmplitude>>;
}

/** mg/dL, of type 7. */
export interface Quantiles {
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** The statistics of a trace; the time zone says where the days of the grid begin. */
export function statisticsOf(trace: GlucoseTrace, timeZone: string): GlucoseStatistics {
  const { distribution } = trace;
  const { count } = distribution;
  const meanMgDl = meanOf(distribution);
  const bands = bandsOf(distribution);
  const sufficiency = sufficiencyOf(trace);
  const grid = dayGridOf(trace, timeZone);
  return {
    count,
    meanMgDl,
    medianMgDl: quantileOf(distribution, 0.5),
    standardDeviationMgDl: standardDeviationOf(distribution),
    coefficientOfVariationPercent: coefficientOfVariationOf(distribution),
    quantilesMgDl: quantilesOf(trace),
    bands,
    atLimits: atLimitsOf(distribution),
    glucoseManagementIndicator: decideGlucoseManagementIndicator(meanMgDl, sufficiency),
    activeTime: activeTimeOf(trace),
    sufficiency,
    glycemiaRiskIndex: bands === null ? null : glycemiaRiskIndexOf(bands),
    bloodGlucoseIndices: bloodGlucoseIndicesOf(distribution),
    jIndex: jIndexOf(distribution),
    meanOfDailyDifferencesMgDl: grid === null ? null : meanOfDailyDifferencesOf(grid),
    meanAmplitude: {
      ma: meanAmplitudeOf(dayGridOf(trace, timeZone, meanAmplitudeStepMinutes), count),
      naive: naiveMeanAmplitudeOf(distribution),
    },
  };
}

function quantilesOf({ distribution }: GlucoseTrace): Quantiles | null {
  const p5 = quantileOf(distribution, 0.05);
  const p25 = quantileOf(distribution, 0.25);
  const p50 = quantileOf(distribution, 0.5);
  const p75 = quantileOf(distribution, 0.75);
  const p95 = quantileOf(distribution, 0.95);
  if (p5 === null || p25 === null || p50 === null || p75 === null || p95 === null) return null;
  return { p5, p25, p50, p75, p95 };
}
