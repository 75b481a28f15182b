import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { startLinkRig, wearer } from './link-rig.ts';
import { atSignIn, jump, signIn } from './scenes.ts';

const pages = 10;
const tenMinutesMs = 600_000;
/** What a page would do that does not hold the login back: a further attempt at once, ten times. */
async function hammer(page: Page, linkToken: string): Promise<string[]> {
  const query = `mutation ($linkToken: String!, $attemptId: String!, $username: String!) {
    linkPasswordProvider(linkToken: $linkToken, provider: DEXCOM, attemptId: $attemptId,
      username: $username, password: "another", region: "US") { __typename }
  }`;
  const { username } = wearer;
  const asked = { query, variables: { linkToken, username } };
  return page.evaluate(async ({ query: text, variables }) => {
    const answers: string[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const attemptId = crypto.randomUUID();
      const body = JSON.stringify({ query: text, variables: { ...variables, attemptId } });
      const headers = {
        'content-type': 'application/json',
        'x-link-token': variables.linkToken,
      };
      const response = await fetch('../graphql', { method: 'POST', headers, body });
      const isLimited = response.status === 429;
      answers.push(
        isLimited ? 'limited' : (await response.json()).data.linkPasswordProvider.__typename,
      );
    }
    return answers;
  }, asked);
}

describe('ten pages at once, each with another user’s link to one account', () => {
  it('log in no more often than Dexcom bears (P4), and each is told to wait', async () => {
    const rig = await startLinkRig();
    rig.simulator.addAccount({ ...wearer, region: 'US' });
    const links = await Promise.all(Array.from({ length: pages }, () => rig.newLink()));
    const opened = [];
    for (const link of links) opened.push(await rig.open(link));
    for (const { page } of opened) await jump(page, atSignIn);
    await Promise.all(
      opened.map(({ page }) => signIn(page, texts, { ...wearer, password: 'a-wrong-password' })),
    );
    for (const { page } of opened) {
      await page.getByRole('alert').waitFor();
      await page.getByRole('timer').waitFor();
    }
    const answers = await Promise.all(
      opened.map(({ page }, place) => hammer(page, links[place]?.linkToken ?? '')),
    );
    expect(answers.flat()).toContain('LinkThrottled');
    const isHeld = (answer: string) => ['LinkThrottled', 'limited'].includes(answer);
    expect(answers.flat().filter((answer) => !isHeld(answer))).toEqual([]);
    const { mostLogins, mostPasswordRequests } = rig.simulator.pace(tenMinutesMs);
    process.stdout.write(
      `${pages} pages: ${mostLogins} logins, ${mostPasswordRequests} passwords\n`,
    );
    expect(mostLogins).toBeLessThanOrEqual(3);
    expect(mostPasswordRequests).toBeLessThanOrEqual(6);
    expect(mostPasswordRequests).toBeGreaterThan(0);
  });
});
