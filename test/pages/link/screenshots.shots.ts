import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { texts as english } from '#src/web/link/texts/en.ts';
import { texts as spanish } from '#src/web/link/texts/es.ts';
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
  it('are photographed on a phone and on a desk, by day and by night, in each language', async () => {
    await mkdir(directory, { recursive: true });
    const rig = await startLinkRig();
    const wanted = new RegExp(process.env.SCENE ?? '');
    const { page, visit } = await rig.open(await rig.newLink(), {});
    for (const texts of [english, spanish]) {
      const { code } = texts.language;
      for (const scene of scenes.filter(({ name }) => wanted.test(name))) {
        await visit(await rig.newLink({ locale: code.toUpperCase() }));
        await scene.show(page, texts);
        await page.locator(`[data-screen="${scene.screen}"]`).waitFor();
        for (const { name: size, ...viewport } of sizes) {
          await page.setViewportSize(viewport);
          for (const colorScheme of colorSchemes) {
            await page.emulateMedia({ colorScheme });
            const path = resolve(directory, `${scene.name}-${code}-${size}-${colorScheme}.png`);
            await page.screenshot({ path, fullPage: true });
          }
        }
      }
    }
    expect(scenes.length).toBeGreaterThan(40);
  }, 1_200_000);
});
