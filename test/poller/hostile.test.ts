import { describe, expect, it } from 'vitest';
import {
  loginsPerWindowMax,
  loginWindowMs,
  passwordRequestsPerWindowMax,
  strayRequestsMax,
} from '#src/providers/dexcom-share/login-budget.ts';
import { seededRandom } from '#std/random';
import { type Arrivals, HostileModel } from './hostile-model.ts';

const schedules = 10_000;
const steps = 200;

/** The most instants that fall into any half-open window. */
function most(instants: readonly number[], windowMs: number): number {
  const sorted = instants.toSorted((one, other) => one - other);
  let first = 0;
  let max = 0;
  for (const [last, atMs] of sorted.entries()) {
    while (atMs - (sorted[first] ?? 0) >= windowMs) first += 1;
    max = Math.max(max, last - first + 1);
  }
  return max;
}

function closest(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  return sorted
    .slice(1)
    .reduce(
      (least, atMs, at) => Math.min(least, atMs - (sorted[at] ?? 0)),
      Number.POSITIVE_INFINITY,
    );
}

interface Bounds {
  readonly nameCount: number;
  readonly passwordsMax: number;
}

function brokenOf({ passwordAtMs, loginAtMs, readAtMs }: Arrivals, bounds: Bounds): string[] {
  const logins = most(loginAtMs, loginWindowMs);
  const requests = most(passwordAtMs, loginWindowMs);
  return [
    ...(logins > loginsPerWindowMax ? [`${logins} logins in ten minutes`] : []),
    ...(requests > bounds.passwordsMax ? [`${requests} passwords in ten minutes`] : []),
    ...(closest(loginAtMs) < 60_000 ? [`logins ${closest(loginAtMs)} ms apart`] : []),
    ...(closest(readAtMs) < 15_000 ? [`reads ${closest(readAtMs)} ms apart`] : []),
  ];
}

function runSchedules(count: number, bounds: Bounds) {
  const broken: string[] = [];
  const seen = { logins: 0, passwords: 0, reads: 0, mostLogins: 0, mostPasswords: 0 };
  for (let seed = 1; seed <= count; seed++) {
    const model = new HostileModel(seededRandom(seed), bounds.nameCount);
    for (let step = 0; step < steps; step++) model.step();
    const { arrivals } = model;
    broken.push(...brokenOf(arrivals, bounds).map((what) => `seed ${seed}: ${what}`));
    seen.logins += arrivals.loginAtMs.length;
    seen.passwords += arrivals.passwordAtMs.length;
    seen.reads += arrivals.readAtMs.length;
    seen.mostLogins = Math.max(seen.mostLogins, most(arrivals.loginAtMs, loginWindowMs));
    seen.mostPasswords = Math.max(seen.mostPasswords, most(arrivals.passwordAtMs, loginWindowMs));
  }
  return { broken, seen };
}

describe('whatever happens (P4)', () => {
  it(`no account is asked too often: ${schedules} seeded schedules of the worst`, () => {
    const { broken, seen } = runSchedules(schedules, {
      nameCount: 2,
      passwordsMax: passwordRequestsPerWindowMax,
    });
    expect(broken.slice(0, 10)).toEqual([]);
    // The schedules are hostile enough to come up against each bound.
    expect(seen.mostLogins).toBe(loginsPerWindowMax);
    expect(seen.mostPasswords).toBe(passwordRequestsPerWindowMax);
    expect(seen.reads).toBeGreaterThan(schedules);
    expect(seen.logins).toBeGreaterThan(schedules);
  });

  it('an account with three names that never led to it bears two requests more by the third', () => {
    const passwordsMax = passwordRequestsPerWindowMax + strayRequestsMax;
    const { broken } = runSchedules(schedules / 5, { nameCount: 3, passwordsMax });
    expect(broken.slice(0, 10)).toEqual([]);
  });
});
