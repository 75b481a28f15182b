/**
 * `npm run faults -- TIMES [FIRST]`: the tests of this folder, and those of other folders that can
 * be run here, so many times in a row, each time with the faults in another order, of which FIRST
 * is the number. Ends with the first run that fails; a fault that is met once in twenty times is a
 * defect all the same. The server is the embedded Postgres; within `.ci/on-postgres-15`, Postgres 15.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { argv, env, execPath, exit, stdout } from 'node:process';
import { systemClock } from '#std/clock';
import { namedFolders, whatLacks } from '#test/named-folders';

const [times = 1, first = 1] = argv.slice(2).map(Number);
if (![times, first].every((number) => Number.isInteger(number) && number > 0)) {
  stdout.write('use: npm run faults -- TIMES [FIRST]\n');
  exit(2);
}
const path = `${env.PATH}${delimiter}/usr/sbin`;
const machine = {
  has: (program: string) => path.split(delimiter).some((each) => existsSync(join(each, program))),
  isSystemPostgres: env.TEST_DATABASE_URL !== undefined,
  mayMount: spawnSync('bash', ['.ci/may-mount']).status === 0,
};
const folders = ['test/faults'];
for (const folder of namedFolders) {
  const lack = whatLacks(folder, machine);
  if (lack === null) folders.push(folder.path);
  else stdout.write(`faults: without ${folder.path} (${folder.faults}): ${lack}\n`);
}
for (let run = 1; run <= times; run += 1) {
  const startMs = systemClock.monotonicMs();
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...folders];
  const child = spawn(execPath, ['-r', './src/std/require-node.cjs', ...vitest], {
    env: { ...env, PATH: path, FAULTS_SEED: String(first + run - 1) },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  const seconds = Math.round((systemClock.monotonicMs() - startMs) / 1000);
  const outcome = code === 0 ? 'passed' : 'FAILED';
  stdout.write(`faults: run ${run} of ${times} ${outcome} after ${seconds} s\n`);
  if (code !== 0) exit(1);
}
