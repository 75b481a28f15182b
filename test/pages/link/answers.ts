import type { Page, Route } from 'playwright-core';

export type Answer = Readonly<Record<string, unknown>>;

/** What an operation is answered: that, a change of what the gateway answers, or nothing ever. */
export type Told = Answer | ((data: Answer) => Answer) | 'never';

/** Answers operations, by their name, in the place of the gateway. All others reach it. */
export async function answerWith(page: Page, told: Readonly<Record<string, Told>>): Promise<void> {
  await page.route('**/graphql', async (route) => {
    const answer = told[operationOf(route)];
    if (answer === undefined) return route.fallback();
    if (answer === 'never') return;
    if (typeof answer === 'object') return route.fulfill({ json: { data: answer } });
    const response = await route.fetch();
    const { data } = (await response.json()) as { readonly data: Answer };
    await route.fulfill({ response, json: { data: answer(data) } });
  });
}

/** The operation is sent, and no answer comes. */
export async function lose(page: Page, operation: string): Promise<void> {
  await page.route('**/graphql', (route) =>
    operationOf(route) === operation ? route.abort('connectionreset') : route.fallback(),
  );
}

function operationOf(route: Route): string {
  return /(?:query|mutation) (\w+)/.exec(route.request().postData() ?? '')?.[1] ?? '';
}
