/**
 * Where glucose is heading, by the rate of change that the sensor sees: flat within 1 mg/dL/min,
 * forty-five 1 to 2, single 2 to 3, double above 3. Stored as the index, 0 to 9, in Dexcom's order.
 */
export const trends = [
  'NONE',
  'DOUBLE_UP',
  'SINGLE_UP',
  'FORTY_FIVE_UP',
  'FLAT',
  'FORTY_FIVE_DOWN',
  'SINGLE_DOWN',
  'DOUBLE_DOWN',
  'NOT_COMPUTABLE',
  'RATE_OUT_OF_RANGE',
] as const;

export type Trend = (typeof trends)[number];

/** What a person is shown; empty where there is no direction. */
export const trendArrows: Readonly<Record<Trend, string>> = {
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

/** The trend of a stored number; what is unknown cannot be computed. */
export function trendOf(number: number): Trend {
  return trends[number] ?? 'NOT_COMPUTABLE';
}
