import type { Trend } from '#providers/provider';

/** Dexcom's names in the order of its numbers 0 to 9, and what we call them. */
export const trendNames = [
  ['None', 'NONE'],
  ['DoubleUp', 'DOUBLE_UP'],
  ['SingleUp', 'SINGLE_UP'],
  ['FortyFiveUp', 'FORTY_FIVE_UP'],
  ['Flat', 'FLAT'],
  ['FortyFiveDown', 'FORTY_FIVE_DOWN'],
  ['SingleDown', 'SINGLE_DOWN'],
  ['DoubleDown', 'DOUBLE_DOWN'],
  ['NotComputable', 'NOT_COMPUTABLE'],
  ['RateOutOfRange', 'RATE_OUT_OF_RANGE'],
] as const satisfies readonly (readonly [string, Trend])[];

/** Letters only and small: the last two names have also been written in capitals with spaces. */
const trendByName: ReadonlyMap<string, Trend> = new Map(
  trendNames.map(([name, trend]) => [name.toLowerCase(), trend]),
);

/**
 * A name since the end of 2021, a number before. A trend that Dexcom has yet to invent must not
 * cost the reading, so what is unknown or missing cannot be computed.
 */
export function parseTrend(wire: unknown): Trend {
  if (typeof wire === 'number') return trendNames[wire]?.[1] ?? 'NOT_COMPUTABLE';
  if (typeof wire !== 'string') return 'NOT_COMPUTABLE';
  return trendByName.get(wire.replace(/[^a-z]/gi, '').toLowerCase()) ?? 'NOT_COMPUTABLE';
}
