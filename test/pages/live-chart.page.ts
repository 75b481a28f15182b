import { copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, it } from 'vitest';
import { installClient } from '#test/packed-client';
import { shortForm } from '#test/short-form';
import { chartExample, expectLiveChart, startChart } from './chart-site.ts';

/** The front end of a user, who has the package as it is published, and packages that are here. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'front-end-')));
afterAll(() => rmSync(project, { recursive: true, force: true }));
installClient(project, ['graphql', 'graphql-ws', 'react', 'react-dom']);
const bundled = await bundleOf(chartExample);
const chart = await startChart(bundled.code);
afterAll(() => chart.close());

async function bundleOf(example: string) {
  const input = join(project, 'live-chart.tsx');
  copyFileSync(example, input);
  const define = { 'process.env.NODE_ENV': '"production"' };
  const bundle = await rolldown({ input, platform: 'browser', transform: { define } });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  return output[0];
}

describe('the example of a front end', () => {
  it('is no longer than 40 lines', () => {
    expect(readFileSync(chartExample, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('is bundled with the client as it is packed, and nothing of its source', () => {
    const packed = join(project, 'node_modules/glucose-gateway-client/esm/');
    const source = `${resolve(import.meta.dirname, '../../client')}/`;
    const isOfClient = (path: string) =>
      path.includes('glucose-gateway-client') || path.startsWith(source);
    const ofClient = bundled.moduleIds.filter(isOfClient);
    expect(ofClient.length).toBeGreaterThan(0);
    expect(ofClient.filter((path) => !path.startsWith(packed))).toEqual([]);
  });

  const options = { timeout: shortForm('page') };
  it(
    'shows what is there, what comes, and after a cut what came meanwhile, each once',
    options,
    () => expectLiveChart(chart),
  );
});
