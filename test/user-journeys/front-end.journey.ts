import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { packClient } from '#test/packed-client';
import { chartExample, expectLiveChart, startChart } from '../pages/chart-site.ts';

/** A front end in an empty folder: the packed client, React and a bundler from npm, and one file. */
it('a page with a live chart is built of packages, and shows each reading once through a cut', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-front-end-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const inFolder = { cwd: folder, stdio: 'inherit' } as const;
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const others = ['graphql@16', 'react@19', 'react-dom@19', 'esbuild'];
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', packClient(folder), ...others],
    inFolder,
  );
  copyFileSync(chartExample, join(folder, basename(chartExample)));
  const asked = ['--bundle', '--minify', '--format=esm', '--jsx=automatic', '--outfile=chart.js'];
  execFileSync('npx', ['esbuild', `./${basename(chartExample)}`, ...asked], inFolder);
  const chart = await startChart(readFileSync(join(folder, 'chart.js'), 'utf8'));
  onTestFinished(() => chart.close());
  await expectLiveChart(chart);
  expect(readFileSync(chartExample, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});
