import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { startLinkRig } from './link-rig.ts';
import { scenes } from './scenes.ts';

/**
 * `npm run screenshots`: every screen of the wizard, to be looked at, in `dist/screenshots/`; with
 * `SCENE=sign-in` those whose name holds that.
 */
const directory = resolve(import.meta.dirname, '../../../dist/screenshots');

const sizes = [
  { name: 'phone', width: 375, height: 812 },
  { name: 'desk', width: 1280, height: 800 },
];
const colorSchemes = ['light', 'dark'] as const;

describe('the screens of the wizard', () => {
  it('are photographed, on a phone and on a desk, by day and by night', async () => {
    await mkdir(directory, { recursive: true });
    const rig = await startLinkRig();
    const wanted = new RegExp(process.env.SCENE ?? '');
    for (const { name: size, ...viewport } of sizes) {
      for (const colorScheme of colorSchemes) {
        const context = { viewport, colorScheme };
        for (const scene of scenes.filter(({ name }) => wanted.test(name))) {
          const { page, close } = await rig.open(await rig.newLink(), context);
          await scene.show(page, texts);
          await page.locator(`[data-screen="${scene.screen}"]`).waitFor();
          const path = resolve(directory, `${scene.name}-${size}-${colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
          await close();
        }
      }
    }
    expect(scenes.length).toBeGreaterThan(40);
  }, 600_000);
});
