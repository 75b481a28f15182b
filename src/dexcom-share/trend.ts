/** Where glucose is heading, in the order of Dexcom's numbers 0 to 9. */
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

/** Dexcom's number of a trend, 0 to 9. */
export function trendNumberOf(trend: Trend): number {
  return trends.indexOf(trend);
}

/** Letters only and small: the last two names have also been written in capitals with spaces. */
const trendByName: ReadonlyMap<string, Trend> = new Map(
  trends.map((trend) => [trend.toLowerCase(), trend]),
);

/**
 * A name since the end of 2021, a number before. A trend that Dexcom has yet to invent must not
 * cost the reading, so what is unknown or missing cannot be computed.
 */
export function parseTrend(wire: unknown): Trend {
  if (typeof wire === 'number') return trends[wire] ?? 'NotComputable';
  if (typeof wire !== 'string') return 'NotComputable';
  return trendByName.get(wire.replace(/[^a-z]/gi, '').toLowerCase()) ?? 'NotComputable';
}
