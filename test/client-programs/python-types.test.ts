import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '#test/system-programs';

it('the program in Python is typed, under strict', async () => {
  const cwd = resolve(import.meta.dirname, '../../examples');
  const asked = ['--strict', '--cache-dir', await newFolder(), 'gateway.py'];
  const { stdout } = spawnSync('mypy', asked, { cwd, encoding: 'utf8' });
  expect(stdout).toBe('Success: no issues found in 1 source file\n');
});
