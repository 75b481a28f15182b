/**
 * How far a reading can be taken for the present. A sensor measures every five minutes: at seven one
 * is late, at fifteen three are missing, and at thirty the value says nothing of now. `past`: as new
 * as its provider tells any, which is long ago.
 */
export type Freshness = 'fresh' | 'past' | 'late' | 'old' | 'gone';

const lateSeconds = 7 * 60;
const oldSeconds = 15 * 60;
const goneSeconds = 30 * 60;

/**
 * `ageSeconds` by the gateway's clock; null, for an age that is not known, counts as gone. Of a person
 * of whom nothing is told sooner, `delaySeconds` says how old the newest reading is even when all is
 * well: what counts is by how much it is overdue.
 */
export function freshnessOf(ageSeconds: number | null, delaySeconds = 0): Freshness {
  if (ageSeconds === null) return 'gone';
  const overdueSeconds = ageSeconds - delaySeconds;
  if (overdueSeconds >= goneSeconds) return 'gone';
  if (overdueSeconds >= oldSeconds) return 'old';
  if (overdueSeconds >= lateSeconds) return 'late';
  return ageSeconds >= lateSeconds ? 'past' : 'fresh';
}

/** What may be shown beside a value of that age. */
export interface AgeRules {
  /** Whether the value stands there as the present one, as one of before, or not at all. */
  readonly value: 'plain' | 'past' | 'struck' | 'hidden';
  /** An arrow and a change say where glucose is heading now: of an old reading nobody knows. */
  readonly showsTrend: boolean;
}

const valueRules: Readonly<Record<Freshness, AgeRules['value']>> = {
  fresh: 'plain',
  past: 'past',
  late: 'plain',
  old: 'struck',
  gone: 'hidden',
};

export function ageRulesOf(ageSeconds: number | null, delaySeconds = 0): AgeRules {
  const value = valueRules[freshnessOf(ageSeconds, delaySeconds)];
  const isPresent = ageSeconds !== null && ageSeconds < oldSeconds;
  // Late by nature, and overdue beside that: still a value of before.
  if (value === 'plain' && !isPresent) return { value: 'past', showsTrend: false };
  return { value, showsTrend: value === 'plain' };
}

/**
 * How old the newest reading of a person is at the most while all is well: that of the connection
 * that tells soonest. Nobody's readings are excused by a connection that is no more.
 */
export function delaySecondsOf(connections: readonly { readonly delayMinutes: number }[]): number {
  if (connections.length === 0) return 0;
  return 60 * Math.min(...connections.map(({ delayMinutes }) => delayMinutes));
}

/** What stands beside each value of a person of whom nothing is told sooner. */
export function delayText(delaySeconds: number): string {
  return `told up to ${spanText(delaySeconds)} late`;
}

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
