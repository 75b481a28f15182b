import type { Bands } from './bands.ts';

/**
 * The Glycemia Risk Index (Klonoff 2022, J Diabetes Sci Technol 17:1226, doi
 * 10.1177/19322968221085273): 3.0 · VLow + 2.4 · Low + 1.6 · VHigh + 0.8 · High in percent of time,
 * where VLow is below 54, Low 54 to 69, High 181 to 250 and VHigh above 250; at most 100.
 */
export interface GlycemiaRiskIndex {
  /** 0 (best) to 100. */
  readonly value: number;
  readonly zone: GlycemiaRiskZone;
  /** VLow + 0.8 · Low, in percent: the horizontal axis of the GRI grid. It counts threefold. */
  readonly hypoglycemiaComponent: number;
  /** VHigh + 0.5 · High, in percent: the vertical axis of the GRI grid. It counts 1.6-fold. */
  readonly hyperglycemiaComponent: number;
}

/** The quintiles of the index: A up to 20, B up to 40, C up to 60, D up to 80, E above. */
const glycemiaRiskZones = ['A', 'B', 'C', 'D', 'E'] as const;
export type GlycemiaRiskZone = (typeof glycemiaRiskZones)[number];

const zoneWidth = 20;
const valueMax = 100;

export function glycemiaRiskIndexOf({ banded }: Bands): GlycemiaRiskIndex {
  const hypoglycemiaComponent = banded.below54Percent + 0.8 * banded.from54To69Percent;
  const hyperglycemiaComponent = banded.above250Percent + 0.5 * banded.from181To250Percent;
  const value = Math.min(valueMax, 3 * hypoglycemiaComponent + 1.6 * hyperglycemiaComponent);
  return { value, zone: zoneOf(value), hypoglycemiaComponent, hyperglycemiaComponent };
}

function zoneOf(value: number): GlycemiaRiskZone {
  const quintile = Math.max(0, Math.ceil(value / zoneWidth) - 1);
  return glycemiaRiskZones[quintile] ?? 'E';
}
