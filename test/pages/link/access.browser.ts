import { afterAll, describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { findAccessFaults } from '../axe.ts';
import { createLinkRig, phone } from './link-rig.ts';
import { scenes } from './scenes.ts';

/** For those who do not see the page, see it otherwise, or have little room for it. */
const rig = await createLinkRig();
afterAll(rig.close);
const { page, visit } = await rig.open(await rig.newLink(), phone);

const key = [
  'whose',
  'app',
  'share-g7',
  'follower',
  'region',
  'sign-in',
  'sign-in-refused-last',
  'connecting',
  'state-SHARING_OFF',
  'state-FRESH',
  'stop-question',
];

async function show(name: string): Promise<void> {
  const scene = scenes.find((each) => each.name === name);
  if (!scene) throw new Error(`there is no scene ${name}`);
  await visit(await rig.newLink());
  await scene.show(page, texts);
  await page.locator(`[data-screen="${scene.screen}"]`).waitFor();
}

describe('what a screen reader is given', () => {
  it('has a name, a role and a state for everything that can be used', async () => {
    const trees: string[] = [];
    for (const name of key) {
      await show(name);
      const tree = await page.locator('body').ariaSnapshot();
      // A wait is another number each time.
      const steady = tree.replace(/\d+:\d\d/g, '0:00').replace(/\d+ minutes?\b/g, 'some minutes');
      trees.push(`## ${name}\n${steady}\n`);
    }
    await expect(trees.join('\n')).toMatchFileSnapshot('access-trees.txt');
  });
});

describe('the colours that a device forces', () => {
  for (const name of key) {
    it(`leave each control its border and its focus: ${name}`, async () => {
      await page.emulateMedia({ forcedColors: 'active' });
      await show(name);
      expect(await page.evaluate(unbordered), name).toEqual([]);
      expect(await findAccessFaults(page), name).toEqual([]);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(outlineOfFocus), name).toMatch(/^solid [^0]/);
    });
  }

  it('tell what was chosen from what was not', async () => {
    await show('region');
    await page.getByRole('radio', { name: texts.region.OUS }).check();
    const colours = await page.evaluate(() =>
      [...document.querySelectorAll('.choice')].map((each) => getComputedStyle(each).borderColor),
    );
    expect(new Set(colours).size).toBe(2);
    await page.emulateMedia({ forcedColors: null });
  });
});

describe('little room', () => {
  const rooms = {
    'a desk at 400 %': { width: 320, height: 256 },
    'a phone on its side with its keyboard open': { width: 667, height: 160 },
  };
  for (const [room, size] of Object.entries(rooms)) {
    it(`is enough on ${room}: nothing is cut off, and whatever has the focus is seen`, async () => {
      await page.setViewportSize(size);
      for (const name of key) {
        await show(name);
        expect(await page.evaluate(overflow), name).toBeLessThanOrEqual(0);
        const stops = await page.evaluate(
          () => document.querySelectorAll('main :is(button, input, a)').length,
        );
        for (let stop = 0; stop < stops; stop += 1) {
          await page.keyboard.press('Tab');
          expect(await page.evaluate(coveredFocus), `${name}, ${stop}`).toBeNull();
        }
      }
    });
  }
});

describe('a page on paper', () => {
  it('has its words, and nothing that can only be pressed on a screen', async () => {
    await show('share-g7');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('heading', { name: texts.share.title }).isVisible()).toBe(true);
    for (const line of texts.share.steps.g7) {
      expect(await page.getByText(line).isVisible()).toBe(true);
    }
    expect(await page.getByRole('combobox').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: texts.share.isOn }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
  });
});

/** By how much the page is wider than what it is shown in. */
function overflow(): number {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
}

/** What can be pressed and shows no edge but by its colour. */
function unbordered(): string[] {
  return [...document.querySelectorAll('.button:not(.quiet), .choice, .card, .field input')]
    .filter((each) => {
      const { borderStyle, borderWidth } = getComputedStyle(each);
      return borderStyle !== 'solid' || Number.parseFloat(borderWidth) < 1;
    })
    .map((each) => each.outerHTML);
}

function outlineOfFocus(): string {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
  return `${outlineStyle} ${outlineWidth}`;
}

/** What has the focus, where it is out of sight or something lies over it. */
function coveredFocus(): string | null {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 20));
  const isSeen = seen !== null && (focused.contains(seen) || seen.contains(focused));
  return isSeen ? null : focused.outerHTML;
}
