import { afterAll, describe, expect, it } from 'vitest';
import { texts as english } from '#src/web/link/texts/en.ts';
import { texts as spanish } from '#src/web/link/texts/es.ts';
import { findAccessFaults } from '../axe.ts';
import { createLinkRig } from './link-rig.ts';
import { scenes, see } from './scenes.ts';

const rig = await createLinkRig();
afterAll(rig.close);
const { page, visit, troubles } = await rig.open(await rig.newLink(), {});

const widths = [320, 768, 1280];
const colorSchemes = ['light', 'dark'] as const;

describe('every screen of the wizard', () => {
  for (const texts of [english, spanish]) {
    const locale = texts.language.code.toUpperCase();
    for (const scene of scenes) {
      it(`can be used by everybody at each width, by day and by night: ${scene.name} ${locale}`, async () => {
        await visit(await rig.newLink({ locale }));
        await scene.show(page, texts);
        await see(page, scene, texts);
        for (const width of widths) {
          for (const colorScheme of colorSchemes) {
            await page.setViewportSize({ width, height: 800 });
            await page.emulateMedia({ colorScheme });
            const where = `${width} ${colorScheme}`;
            expect(await findAccessFaults(page), where).toEqual([]);
          }
          expect(await overflow(), `${width}`).toBeLessThanOrEqual(0);
        }
        expect(troubles).toEqual([]);
      });
    }
  }
});

describe('the layout of the wizard', () => {
  const strains = {
    'text of twice the size': () => {
      document.documentElement.style.fontSize = '200%';
    },
    'wide spacing of text': () => {
      for (const element of document.querySelectorAll<HTMLElement>('*')) {
        element.style.setProperty('line-height', '1.5', 'important');
        element.style.setProperty('letter-spacing', '0.12em', 'important');
        element.style.setProperty('word-spacing', '0.16em', 'important');
      }
    },
    'writing from right to left': () => {
      document.documentElement.dir = 'rtl';
    },
    'words twice as long': () => {
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const { currentNode } = texts;
        currentNode.nodeValue = `${currentNode.nodeValue ?? ''}${currentNode.nodeValue ?? ''}`;
      }
    },
  };
  for (const [name, strain] of Object.entries(strains)) {
    it(`bears ${name} on the narrowest phone`, async () => {
      await page.setViewportSize({ width: 320, height: 640 });
      for (const wanted of ['whose', 'app', 'region', 'sign-in-refused', 'state-FRESH']) {
        await visit(await rig.newLink());
        const scene = scenes.find((each) => each.name === wanted);
        await scene?.show(page, english);
        await page.locator(`[data-screen="${scene?.screen}"]`).waitFor();
        await page.evaluate(strain);
        expect(await overflow(), wanted).toBeLessThanOrEqual(0);
      }
    });
  }

  it('moves nothing for who wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await visit(await rig.newLink());
    await scenes.find(({ name }) => name === 'connecting')?.show(page, english);
    await page.locator('[data-screen=connecting]').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});

/** By how much the page is wider than what it is shown in. */
function overflow(): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}
