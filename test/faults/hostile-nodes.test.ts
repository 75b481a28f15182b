import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '#test/database';
import { runSchedules } from '../bench/lockout/run-schedules.ts';

const seeds = [1, 2, 3, 4, 5, 6];

/** `npm run bench -- lockout` runs fifty of them, for longer than the windows last. */
it('two nodes that are killed in their logins log in to no account too often (P4)', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  const run = await runSchedules({
    databaseUrl: database.url,
    pace: 3,
    seeds,
    durationMs: 100_000,
  });
  expect(run.verdicts.flatMap(({ seed, broken }) => broken.map((what) => [seed, what]))).toEqual(
    [],
  );
  // They were hostile: logins were made, nodes died in them, and far more logins were wanted.
  expect(run.verdicts.every(({ passwordRequests }) => passwordRequests > 0)).toBe(true);
  expect(run.chaos.strikesInLogin).toBeGreaterThan(0);
  const denied = [...run.answers].filter(([answer]) => /Throttled|DEFERRED/.test(answer));
  expect(denied.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(seeds.length);
});
