import type { Trend } from './generated/front-end.ts';

export type GlucoseUnit = 'mg/dL' | 'mmol/L';

/** The molar mass of glucose (180.1559 g/mol) over ten decilitres in a litre. */
export const mgDlPerMmolL = 18.01559;

/** What the gateway gives for LOW (below 40 mg/dL) and for HIGH (above 400). */
const lowMgDl = 39;
const highMgDl = 401;

/**
 * A value as people read it: `104` in mg/dL, `5.8` in mmol/L, and the words `LOW` and `HIGH` for
 * what is only known to be beyond what the sensor measures.
 */
export function glucoseText(valueMgDl: number, unit: GlucoseUnit): string {
  if (valueMgDl <= lowMgDl) return 'LOW';
  if (valueMgDl >= highMgDl) return 'HIGH';
  return amountText(valueMgDl, unit);
}

/** A computed amount, such as a mean or a threshold, which is never LOW or HIGH. */
export function amountText(mgDl: number, unit: GlucoseUnit): string {
  return unit === 'mg/dL' ? String(Math.round(mgDl)) : (mgDl / mgDlPerMmolL).toFixed(1);
}

/** mg/dL in another unit, not rounded: for the scale of a chart. */
export function inUnit(mgDl: number, unit: GlucoseUnit): number {
  return unit === 'mg/dL' ? mgDl : mgDl / mgDlPerMmolL;
}

const arrows: Readonly<Record<Trend, string>> = {
  NONE: '',
  DOUBLE_UP: '↑↑',
  SINGLE_UP: '↑',
  FORTY_FIVE_UP: '↗',
  FLAT: '→',
  FORTY_FIVE_DOWN: '↘',
  SINGLE_DOWN: '↓',
  DOUBLE_DOWN: '↓↓',
  NOT_COMPUTABLE: '?',
  RATE_OUT_OF_RANGE: '-',
};

/** The trend as an arrow; empty where there is none. It is not mirrored where people read leftward. */
export function trendArrow(trend: Trend): string {
  return arrows[trend] ?? '';
}

/** A sensor measures every five minutes: by then two readings are missing. */
export const staleAfterSeconds = 600;

/**
 * How old a reading is by the gateway's clock (`gateway.nowMs()`), in seconds; null while that
 * clock is not known. Never ask the phone's own clock: it may be wrong by hours.
 */
export function ageSecondsOf(takenAt: string, gatewayNowMs: number | null): number | null {
  if (gatewayNowMs === null) return null;
  return Math.max(0, Math.floor((gatewayNowMs - Date.parse(takenAt)) / 1000));
}

/** What is not known to be fresh is stale. */
export function isStale(ageSeconds: number | null, afterSeconds = staleAfterSeconds): boolean {
  return ageSeconds === null || ageSeconds > afterSeconds;
}
