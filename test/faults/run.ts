/**
 * `npm run faults -- TIMES [FIRST]`: the tests of this folder (and those that need the system's
 * Postgres, within `.ci/on-postgres-15`), so many times in a row, each time
 * with the faults in another order, of which FIRST is the number. Ends with the first run that
 * fails; a fault that is met once in twenty times is a defect all the same.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { argv, execPath, exit, stdout } from 'node:process';
import { systemClock } from '#std/clock';

const [times = 1, first = 1] = argv.slice(2).map(Number);
if (![times, first].every((number) => Number.isInteger(number) && number > 0)) {
  stdout.write('use: npm run faults -- TIMES [FIRST]\n');
  exit(2);
}
// Failover, restore, a full disk and a pooler, where the system's Postgres is given.
const withPrograms = process.env.TEST_DATABASE_URL ? ['test/client-programs'] : [];
for (let run = 1; run <= times; run += 1) {
  const startMs = systemClock.monotonicMs();
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'test/faults', ...withPrograms];
  const child = spawn(execPath, ['-r', './src/std/require-node.cjs', ...vitest], {
    env: { ...process.env, FAULTS_SEED: String(first + run - 1) },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  const seconds = Math.round((systemClock.monotonicMs() - startMs) / 1000);
  const outcome = code === 0 ? 'passed' : 'FAILED';
  stdout.write(`faults: run ${run} of ${times} ${outcome} after ${seconds} s\n`);
  if (code !== 0) exit(1);
}
