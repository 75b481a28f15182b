import type { Page } from 'playwright-core';

/** Milliseconds from the navigation to an address until something of it is drawn. */
export async function msToShow(page: Page, url: string, selector: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor();
  return page.evaluate(() => performance.now());
}

/**
 * Milliseconds from an act of the page's user until the list shows what it asked for. The act and the
 * wait are one call, so that no way to the browser and back is counted.
 */
export function msToList(page: Page, act: ListAct): Promise<number> {
  return page.evaluate(
    ({ rows: selector, search, choice, option, shows }) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${shows} was not shown in a minute`)), 60_000);
        const pattern = new RegExp(shows);
        const isShown = () => {
          const rows = [...document.querySelectorAll(selector)];
          return (
            rows.length > 0 && rows.every(({ textContent }) => pattern.test(textContent ?? ''))
          );
        };
        const startMs = performance.now();
        const observer = new MutationObserver(() => {
          if (!isShown()) return;
          observer.disconnect();
          // Drawn, and not only there.
          requestAnimationFrame(() => resolve(performance.now() - startMs));
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        const input = document.querySelector<HTMLInputElement>('input[type=search]');
        if (search !== undefined && input) {
          input.value = search;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
        const buttons = [...document.querySelectorAll<HTMLButtonElement>('.chips button')];
        if (choice !== undefined) buttons.find((each) => each.textContent === choice)?.click();
        const picker = document.querySelector<HTMLSelectElement>('.filters select');
        if (option !== undefined && picker) {
          picker.value = option;
          picker.dispatchEvent(new Event('change', { bubbles: true }));
        }
      }),
    act,
  );
}

export interface ListAct {
  /** Which rows there are of the list. */
  readonly rows: string;
  /** Typed into the search. */
  readonly search?: string;
  /** The button of a filter that is pressed. */
  readonly choice?: string;
  /** The value of the option that is picked. */
  readonly option?: string;
  /** A pattern that every row of the list matches once it shows what was asked for. */
  readonly shows: string;
}

export interface PageCost {
  readonly taskSeconds: number;
  /** After collection. */
  readonly heapMb: number;
}

/** Begins to count what a page costs: each call tells it from then on. */
export async function meterOf(page: Page): Promise<() => Promise<PageCost>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const figure = (name: string) =>
      metrics.find((each) => each.name === name)?.value ?? Number.NaN;
    return {
      taskSeconds: figure('TaskDuration'),
      heapMb: figure('JSHeapUsedSize') / (1024 * 1024),
    };
  };
}
