import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startLinkRig } from './link-rig.ts';

const gzipBytesMax = 90 * 1024;

describe('the first screen of the wizard', () => {
  it('weighs at most 90 KB with all that belongs to it', async () => {
    const rig = await startLinkRig();
    const { page, visit } = await rig.open(await rig.newLink());
    const responses: Response[] = [];
    page.on('response', (response) => responses.push(response));
    await visit(await rig.newLink());
    await page.locator('[data-screen=whose]').waitFor();
    const sizes = await Promise.all(responses.map(gzipBytes));
    const bytes = sizes.reduce((sum, each) => sum + each, 0);
    const paths = responses.map((response) => new URL(response.url()).pathname);
    const list = paths.map((path, place) => `  ${path} ${sizes[place]}\n`).join('');
    process.stdout.write(`the first screen: ${bytes} bytes by gzip\n${list}`);
    expect(paths.filter((path) => /\.(js|css)$/.test(path)).length).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(gzipBytesMax);
  });
});

/** A browser does not keep the body of each file; the server gives it once more. */
async function gzipBytes(response: Response): Promise<number> {
  const isFile = response.request().method() === 'GET';
  const text = isFile ? await (await fetch(response.url())).text() : await response.text();
  return gzipSync(text, { level: 9 }).byteLength;
}
