import { source } from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2, A and AA, with the size of targets, which is off unless asked for. */
const options = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

interface Axe {
  run(options: object): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  }>;
}

/**
 * What there is against a page as it is now, for those who do not see it, or use no mouse: a line
 * each, none when all is well.
 */
export async function findAccessFaults(page: Page): Promise<string[]> {
  const faults = await findAxeFaults(page);
  // Behind the others, since a screen that has just come takes the focus a moment after it is there.
  const isFocusLost = await page.evaluate(() => document.activeElement === document.body);
  return isFocusLost ? ['focus-lost: nothing has the focus', ...faults] : faults;
}

async function findAxeFaults(page: Page): Promise<string[]> {
  // Half a megabyte: once a page, and not once a look at it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const violations = await page.evaluate(async (asked) => {
    const { axe } = globalThis as unknown as { readonly axe: Axe };
    return (await axe.run(asked)).violations;
  }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** By how many pixels a page is wider than what is seen of it. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
