/** Dexcom's trends; the place in the list is the number that the older service sent. */
export const trends = [
  'None',
  'DoubleUp',
  'SingleUp',
  'FortyFiveUp',
  'Flat',
  'FortyFiveDown',
  'SingleDown',
  'DoubleDown',
  'NotComputable',
  'RateOutOfRange',
] as const;

export type Trend = (typeof trends)[number];

/** Dexcom's thresholds: steady within ±1 mg/dL a minute, then slightly, plainly, and quickly. */
export function trendOfRate(rateMgDlPerMinute: number): Trend {
  const speed = Math.abs(rateMgDlPerMinute);
  const isUp = rateMgDlPerMinute > 0;
  if (speed <= 1) return 'Flat';
  if (speed <= 2) return isUp ? 'FortyFiveUp' : 'FortyFiveDown';
  if (speed <= 3) return isUp ? 'SingleUp' : 'SingleDown';
  return isUp ? 'DoubleUp' : 'DoubleDown';
}
