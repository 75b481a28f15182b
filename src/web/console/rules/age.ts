/**
 * How far a reading can be taken for the present. A sensor measures every five minutes: at seven one
 * is late, at fifteen three are missing, and at thirty the value says nothing of now.
 */
export type Freshness = 'fresh' | 'late' | 'old' | 'gone';

const lateSeconds = 7 * 60;
const oldSeconds = 15 * 60;
const goneSeconds = 30 * 60;

/** `ageSeconds` by the gateway's clock; null, for an age that is not known, counts as gone. */
export function freshnessOf(ageSeconds: number | null): Freshness {
  if (ageSeconds === null || ageSeconds >= goneSeconds) return 'gone';
  if (ageSeconds >= oldSeconds) return 'old';
  return ageSeconds >= lateSeconds ? 'late' : 'fresh';
}

/** What may be shown beside a value of that age. */
export interface AgeRules {
  /** Whether the value stands there as the present one, struck through, or not at all. */
  readonly value: 'plain' | 'struck' | 'hidden';
  /** An arrow and a change say where glucose is heading now: of an old reading nobody knows. */
  readonly showsTrend: boolean;
}

export const ageRules: Readonly<Record<Freshness, AgeRules>> = {
  fresh: { value: 'plain', showsTrend: true },
  late: { value: 'plain', showsTrend: true },
  old: { value: 'struck', showsTrend: false },
  gone: { value: 'hidden', showsTrend: false },
};

/** Seconds since an instant by the gateway's clock; null while that clock is not known. */
export function ageSecondsAt(takenAt: string, gatewayNowMs: number | null): number | null {
  if (gatewayNowMs === null) return null;
  return Math.max(0, Math.floor((gatewayNowMs - Date.parse(takenAt)) / 1000));
}

/** An age in words, like "42 s ago" or "9 min ago"; the unit is always the greatest that fits. */
export function ageText(ageSeconds: number): string {
  return `${spanText(ageSeconds)} ago`;
}

/** A length of time in words: "42 s", "9 min", "3 h 5 min", "2 d 4 h". */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return withRest(`${hours} h`, minutes % 60, 'min');
  return withRest(`${Math.floor(hours / 24)} d`, hours % 24, 'h');
}

function withRest(text: string, rest: number, unit: string): string {
  return rest === 0 ? text : `${text} ${rest} ${unit}`;
}
