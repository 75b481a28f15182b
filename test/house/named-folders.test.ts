import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Machine, namedFolders, whatLacks } from '#test/named-folders';

const root = resolve(import.meta.dirname, '../..');
const all: Machine = { has: () => true, isSystemPostgres: true, mayMount: true };
const none: Machine = { has: () => false, isSystemPostgres: false, mayMount: false };

describe('the folders that npm test leaves out', () => {
  it.each(namedFolders)('$path is run by the gate, where it is not empty', ({ path }) => {
    const gate = readFileSync(resolve(root, '.ci/run'), 'utf8');
    expect(gate).toMatch(new RegExp(`^[^#']*${path}\\b`, 'm'));
    expect(globSync(`${path}/*.test.ts`, { cwd: root })).not.toEqual([]);
  });

  it('are run by the faults where everything is, and else it is said what to do', () => {
    const steps = (machine: Machine) => namedFolders.map((each) => whatLacks(each, machine));
    expect(steps(all)).toEqual([null, null, null]);
    expect(steps(none)).toEqual([
      'install nginx-light, pgbouncer, prometheus, systemd; install postgresql-15 and run "bash .ci/on-postgres-15 npm run faults"',
      'install nginx-light, pgbouncer',
      'run as root, where disks may be mounted',
    ]);
    const embedded = { ...all, isSystemPostgres: false };
    expect(steps(embedded)[0]).toMatch(/^install postgresql-15/);
    expect(steps(embedded).slice(1)).toEqual([null, null]);
  });

  it('are the only tests that are not run: none is skipped', () => {
    const skipping = globSync('test/**/*.{test,page,browser}.ts', { cwd: root })
      .filter((path) => !path.startsWith('test/house/') && !path.includes('node_modules'))
      .filter((path) =>
        /(?<!@)\bskip\(|\.(skip|skipIf|runIf|todo|fails|only)\b *\(/.test(
          readFileSync(resolve(root, path), 'utf8'),
        ),
      );
    expect(skipping).toEqual([]);
  });
});
