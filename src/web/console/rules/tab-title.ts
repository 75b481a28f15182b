import type { GlucoseUnit } from 'glucose-gateway-client';
import { ageRulesOf, ageSecondsAt, ageText } from './age.ts';
import { levelText } from './amounts.ts';

export interface TabTitleFacts {
  readonly name: string;
  /** Null where there is no reading. */
  readonly reading: {
    readonly takenAt: string;
    readonly valueMgDl: number;
    readonly trendArrow: string;
  } | null;
  readonly delaySeconds: number;
  readonly unit: GlucoseUnit;
  /** By the gateway's clock; null while nobody knows. */
  readonly nowMs: number | null;
}

/** The tab says of a person what the page says, and takes it back when it is old. */
export function tabTitleOf({ name, reading, delaySeconds, unit, nowMs }: TabTitleFacts): string {
  if (!reading) return name;
  const ageSeconds = ageSecondsAt(reading.takenAt, nowMs);
  const { value, showsTrend } = ageRulesOf(ageSeconds, delaySeconds);
  if (ageSeconds === null || value === 'hidden') return `— ${name}`;
  const arrow = showsTrend ? ` ${reading.trendArrow}` : '';
  const age = ageSeconds < 60 ? 'now' : ageText(ageSeconds);
  return `${levelText(reading.valueMgDl, unit)}${arrow} · ${age} · ${name}`;
}
