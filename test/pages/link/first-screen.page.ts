import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startLinkRig } from './link-rig.ts';

const gzipBytesMax = 90 * 1024;

describe('the first screen of the wizard', () => {
  it('weighs at most 90 KB with all that belongs to it', async () => {
    const rig = await startLinkRig();
    const { page, visit } = await rig.open(await rig.newLink());
    // An answer to the first page that came during the second visit would have lost its body.
    await page.waitForLoadState('networkidle');
    const measured: Promise<[path: string, bytes: number]>[] = [];
    const note = (response: Response) => measured.push(weigh(response));
    page.on('response', note);
    await visit(await rig.newLink());
    await page.locator('[data-screen=whose]').waitFor();
    page.off('response', note);
    const weights = await Promise.all(measured);
    const paths = weights.map(([path]) => path);
    const bytes = weights.reduce((sum, [, each]) => sum + each, 0);
    const list = weights.map(([path, each]) => `  ${path} ${each}\n`).join('');
    process.stdout.write(`the first screen: ${bytes} bytes by gzip\n${list}`);
    expect(paths.filter((path) => /\.(js|css)$/.test(path)).length).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(gzipBytesMax);
  });
});

/**
 * What was answered, in bytes by gzip. A browser does not keep the body of each file; the server
 * gives it once more.
 */
async function weigh(response: Response): Promise<[path: string, bytes: number]> {
  const isFile = response.request().method() === 'GET';
  const text = isFile ? await (await fetch(response.url())).text() : await response.text();
  return [new URL(response.url()).pathname, gzipSync(text, { level: 9 }).byteLength];
}
