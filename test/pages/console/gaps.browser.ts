import type { Page } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findAccessFaults } from '../axe.ts';
import { createConsoleRig } from './console-rig.ts';

/** Where there is no reading there is no line; and what is looked for here can be found. */
const rig = await createConsoleRig();
afterAll(rig.close);

const minuteMs = 60_000;
const nowMs = Math.floor(Date.now() / minuteMs) * minuteMs;
/** Silent for two hours within the last six: the readings on both sides are far apart in height. */
const silent = { fromMs: nowMs - 200 * minuteMs, toMs: nowMs - 80 * minuteMs };
const readings = Array.from({ length: 72 }, (_, index) => {
  const atMs = nowMs - index * 5 * minuteMs;
  return { atMs, mgDl: atMs <= silent.fromMs ? 120 : 220 };
}).filter(({ atMs }) => atMs <= silent.fromMs || atMs >= silent.toMs);

interface Stroke {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** Notes each straight line that is drawn on a canvas; the browser tells of none afterwards. */
function noteLines(): void {
  const strokes: Stroke[] = [];
  let at = { x: 0, y: 0 };
  const { moveTo, lineTo, clearRect } = CanvasRenderingContext2D.prototype;
  Object.assign(CanvasRenderingContext2D.prototype, {
    moveTo(this: CanvasRenderingContext2D, x: number, y: number) {
      at = { x, y };
      moveTo.call(this, x, y);
    },
    lineTo(this: CanvasRenderingContext2D, x: number, y: number) {
      strokes.push({ fromX: at.x, fromY: at.y, toX: x, toY: y });
      at = { x, y };
      lineTo.call(this, x, y);
    },
    clearRect(this: CanvasRenderingContext2D, x: number, y: number, w: number, h: number) {
      strokes.length = 0;
      clearRect.call(this, x, y, w, h);
    },
  });
  Object.assign(globalThis, { strokes });
}

/**
 * The lines of the newest drawing that cross the middle of the silence: neither the grid, which is
 * level, nor the hatching, which has the height of the chart.
 */
async function linesOverGap(page: Page, rangeMs: number): Promise<readonly Stroke[]> {
  const share = 1 - (nowMs - (silent.fromMs + silent.toMs) / 2) / rangeMs;
  return page.evaluate((at) => {
    const { strokes } = globalThis as unknown as { readonly strokes: readonly Stroke[] };
    const over = document.querySelector('.u-over')?.getBoundingClientRect();
    const canvas = document.querySelector('canvas')?.getBoundingClientRect();
    if (!over || !canvas) throw new Error('there is no chart');
    const middle = (over.left - canvas.left + at * over.width) * devicePixelRatio;
    const height = over.height * devicePixelRatio;
    return strokes.filter(({ fromX, toX, fromY, toY }) => {
      const rise = Math.abs(toY - fromY);
      return fromX < middle && toX > middle && rise > 2 && rise < 0.95 * height;
    });
  }, share);
}

const hourMs = 60 * minuteMs;
const zoePath = `/people/${rig.zoeId.replace('User:', '')}`;

async function openZoe(range: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  const { page } = await rig.open('/settings', { viewport: { width: 1280, height: 900 } });
  await rig.signIn(page);
  await page.addInitScript(noteLines);
  await prepare?.(page);
  await page.goto(new URL(`/console${zoePath}?range=${range}`, rig.url).href);
  await page.getByText('from 120 mg/dL to 220 mg/dL').first().waitFor();
  return page;
}

/** Answers of the chart as they are, but for their gaps. */
const withoutGaps = (page: Page) =>
  page.route('**/console/graphql', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    if (answer.data?.user?.glucoseGaps) answer.data.user.glucoseGaps = [];
    await route.fulfill({ response, json: answer });
  });

describe('the chart of a person', () => {
  let isMeasured = false;
  beforeEach(async () => {
    if (!isMeasured) await rig.measure(readings);
    isMeasured = true;
  });

  it.each([
    ['6h', 6 * hourMs],
    ['24h', 24 * hourMs],
    ['14d', 336 * hourMs],
  ])('draws no line over a gap, of %s', async (range, rangeMs) => {
    const page = await openZoe(range);
    expect(await linesOverGap(page, rangeMs)).toEqual([]);
    await page.locator('.gaps summary').click();
    expect(await page.locator('.gaps li').allInnerTexts()).toContainEqual(
      expect.stringMatching(/^2 h from .*Silence: no sensor or phone brought any/),
    );
  });

  it('is seen to draw one where its gaps are kept from it: the look finds what it looks for', async () => {
    const page = await openZoe('6h', withoutGaps);
    expect(await linesOverGap(page, 6 * hourMs)).toHaveLength(1);
  });

  it('is told by its keys, one reading after the other, by a table, and by nothing twice', async () => {
    const page = await openZoe('6h');
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('220 mg/dL');
    await page.keyboard.press('Home');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('120 mg/dL');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuenow')).toBe('1');
    await page.getByRole('button', { name: 'Show as a table' }).click();
    const rows = page.locator('[data-panel=glucose] tbody tr');
    await expect.poll(() => rows.count()).toBe(25);
    const { user } = await rig.ask<{ user: { samples: { edges: readonly object[] } } }>(
      `query ($id: ID!, $from: DateTime!) { user(id: $id) {
        samples(from: $from, first: 100) { edges { cursor } } } }`,
      { id: rig.zoeId, from: new Date(nowMs - 6 * hourMs).toISOString() },
    );
    expect(await slider.getAttribute('aria-valuemax')).toBe(String(user.samples.edges.length - 1));
  });
});

describe('what is looked for on each screen', () => {
  it('is found where it is done wrong: pale words, and a focus that is lost', async () => {
    const { page } = await rig.open('/settings');
    await rig.signIn(page);
    await page.locator('[data-screen=session] h1:focus').waitFor();
    expect(await findAccessFaults(page)).toEqual([]);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    expect(await findAccessFaults(page)).toEqual(['focus-lost: nothing has the focus']);
    await page.evaluate(() => document.documentElement.style.setProperty('--ink-soft', '#bbb'));
    const faults = await findAccessFaults(page);
    expect(faults.filter((fault) => fault.startsWith('color-contrast')).length).toBeGreaterThan(0);
  });
});
