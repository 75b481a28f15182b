import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startLiveGateway } from '#test/live-gateway';
import { openPage } from './browser.ts';

const queryEditor = '.graphiql-query-editor .monaco-editor';
const headersEditor = '.graphiql-editor-tool .graphiql-editor:not(.hidden) .monaco-editor';

/** The editors are Monaco's: text is typed over what they hold. */
async function write(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(editor).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

async function open() {
  const gateway = await startLiveGateway({
    config: { isGraphiqlServed: true, introspection: 'everyone' },
  });
  const opened = await openPage(gateway.url);
  const { page } = opened;
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await write(page, headersEditor, JSON.stringify({ 'x-api-key': gateway.apiKey }));
  return { ...gateway, ...opened };
}

describe('GraphiQL in a browser', () => {
  it('answers a query with the key that was typed in, and asks nothing of anybody else', async () => {
    const { page, troubles } = await open();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByText('API_KEY').waitFor();
    expect(troubles).toEqual([]);
  });

  it('shows each event of a subscription as it comes', async () => {
    const { page, troubles, userId, append, event, url } = await open();
    await write(
      page,
      queryEditor,
      `subscription Watch { glucoseEvents(userId: "${userId}") { samples { valueMgDl } } }`,
    );
    // The tab is named for the operation once the page has read it.
    await page.getByRole('tab', { name: 'Watch' }).waitFor();
    await page.getByRole('button', { name: /Execute query/ }).click();
    const figures = () => fetch(new URL('/metrics', url)).then((response) => response.text());
    await expect.poll(figures, { timeout: 10_000 }).toContain('gateway_subscribers 1');
    await append(event());
    await page.getByText('valueMgDl": 123').waitFor();
    expect(troubles).toEqual([]);
  });
});
