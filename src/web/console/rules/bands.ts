import type { GlucoseUnit } from 'glucose-gateway-client';
import { thresholdText } from './amounts.ts';
import type { BandName, Bands } from './percents.ts';

/** As the API gives them. */
export interface BandedPercents {
  readonly below54Percent: number;
  readonly from54To69Percent: number;
  readonly from70To180Percent: number;
  readonly from181To250Percent: number;
  readonly above250Percent: number;
}

export const bandsOf = (banded: BandedPercents): Bands => ({
  veryLow: banded.below54Percent,
  low: banded.from54To69Percent,
  target: banded.from70To180Percent,
  high: banded.from181To250Percent,
  veryHigh: banded.above250Percent,
});

export const bandClasses: Readonly<Record<BandName, string>> = {
  veryLow: 'very-low',
  low: 'low',
  target: 'target',
  high: 'high',
  veryHigh: 'very-high',
};

export const bandTexts: Readonly<Record<BandName, string>> = {
  veryLow: 'Very low',
  low: 'Low',
  target: 'In range',
  high: 'High',
  veryHigh: 'Very high',
};

/** The bounds of a band in words. */
export function boundsText(band: BandName, unit: GlucoseUnit): string {
  const at = (mgDl: number) => thresholdText(mgDl, unit);
  const texts: Readonly<Record<BandName, string>> = {
    veryLow: `below ${at(54)}`,
    low: `${at(54)} to ${unit === 'mg/dL' ? '69' : '3.8'}`,
    target: `${at(70)} to ${at(180)}`,
    high: `${unit === 'mg/dL' ? '181' : '10.1'} to ${at(250)}`,
    veryHigh: `above ${at(250)}`,
  };
  return texts[band];
}
