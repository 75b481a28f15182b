import { readFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, it } from 'vitest';
import { chartExample, expectLiveChart, startChart } from './chart-site.ts';

async function bundleOf(input: string): Promise<string> {
  const define = { 'process.env.NODE_ENV': '"production"' };
  const bundle = await rolldown({ input, platform: 'browser', transform: { define } });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  return output[0].code;
}

const chart = await startChart(await bundleOf(chartExample));
afterAll(() => chart.close());

describe('the example of a front end', () => {
  it('is no longer than 40 lines', () => {
    expect(readFileSync(chartExample, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('shows what is there, what comes, and after a cut what came meanwhile, each once', () =>
    expectLiveChart(chart));
});
