import type { Thinning } from './account.ts';
import { everydayFlaws } from './account.ts';
import type { AccountOptions } from './accounts.ts';
import { changingSensor } from './sensor.ts';

/**
 * The people of a demo. The first is the one to link: a sensor that never changes, nothing lost,
 * shared with a follower. The others each show one thing that goes wrong for wearers.
 */
export interface DemoOptions {
  readonly count: number;
  readonly cadenceMs: number;
}

export function demoPassword(username: string): string {
  return `${username}-password`;
}

export function demoPeople({ count, cadenceMs }: DemoOptions): readonly AccountOptions[] {
  const thinning = thinningFor(cadenceMs);
  return Array.from({ length: count }, (_, index) => {
    const named = namedPeople[index] ?? { username: `person-${index + 1}`, ...everyday };
    return { password: demoPassword(named.username), cadenceMs, thinning, ...named };
  });
}

const everyday = { sensor: changingSensor, flaws: everydayFlaws } as const;

const namedPeople: readonly Omit<AccountOptions, 'password'>[] = [
  {
    username: 'anna',
    email: 'anna@example.com',
    phone: '+15550100',
    person: { profile: 'typical' },
  },
  { username: 'ben', person: { profile: 'steady' }, utcOffsetMinutes: -300, ...everyday },
  { username: 'carla', region: 'OUS', person: { profile: 'brittle' }, utcOffsetMinutes: 60 },
  { username: 'daichi', region: 'APAC', utcOffsetMinutes: 540, ...everyday },
  { username: 'erik', region: 'OUS', followers: 0 },
  { username: 'fatima', isSharing: false },
  {
    username: 'greta',
    isLegacy: true,
    style: { dates: 'slashed', trends: 'int', errors: 'dotnet' },
  },
  { username: 'lena', person: { profile: 'steady' } },
];

const dayMs = 86_400_000;
/** Leaves room in an answer of 288 for readings that came while it was asked for. */
const shownMax = 280;
const fineMax = 45;
const usualCadenceMs = 240_000;

/**
 * What a faster sensor shows of the day before: all of its latest 45 readings, and of the older
 * ones so many that 24 hours fit into one answer. Null for an ordinary cadence.
 */
export function thinningFor(cadenceMs: number): Thinning | null {
  if (cadenceMs >= usualCadenceMs) return null;
  const every = Math.ceil(dayMs / (cadenceMs * (shownMax - fineMax)));
  return { afterMs: fineMax * cadenceMs, every };
}
