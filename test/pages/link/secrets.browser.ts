import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { texts } from '#src/web/link/texts/en.ts';
import { createLog } from '#std/log';
import { startLinkRig } from './link-rig.ts';
import { atSignIn, jump, press, signIn } from './scenes.ts';

const account = {
  region: 'US',
  username: 'a-secret-name',
  password: 'a secret pass-wörd ',
} as const;

describe('the password', () => {
  it('is in the one body that is sent, and nowhere else; the token is in no address', async () => {
    const lines: string[] = [];
    const log = createLog('debug', { write: (line: string) => void lines.push(line) });
    const rig = await startLinkRig({ log });
    rig.simulator.addAccount(account);
    const link = await rig.newLink();
    const { page } = await rig.open(link);
    const requests: Request[] = [];
    const spoken: string[] = [];
    page.on('request', (request) => requests.push(request));
    page.on('console', (message) => spoken.push(message.text()));
    await jump(page, atSignIn);
    await signIn(page, texts, account);
    await page.getByRole('heading', { name: texts.states.FRESH.title }).waitFor();
    await expect.poll(() => page.url()).not.toContain('token');
    const bodies = requests.map((request) => request.postData() ?? '');
    expect(bodies.filter((body) => body.includes(account.password))).toHaveLength(1);
    for (const request of requests) {
      const head = JSON.stringify([request.url(), { ...request.headers(), 'x-link-token': '' }]);
      expect(head).not.toContain(account.password);
      expect(head).not.toContain(link.linkToken);
      expect(request.headers().referer ?? '').toBe('');
      expect(request.headers().cookie ?? '').toBe('');
    }
    expect(lines.join()).toContain('poll.finished');
    const kept = `${spoken.join()} ${await keptBy(page)} ${lines.join()}`;
    for (const secret of [...Object.values(account).slice(1), link.linkToken]) {
      expect(kept).not.toContain(secret);
    }
  });

  it('is hidden again when it is sent, and gone when the page is come back to', async () => {
    const rig = await startLinkRig();
    const { page } = await rig.open(await rig.newLink());
    await jump(page, atSignIn);
    const password = page.getByLabel(texts.signIn.password, { exact: true });
    await password.fill(account.password);
    await press(page, texts.signIn.show);
    expect(await password.getAttribute('type')).toBe('text');
    await page.getByLabel(texts.signIn.name).fill(account.username);
    await press(page, texts.signIn.connect);
    await page.getByRole('alert').waitFor();
    expect(await password.getAttribute('type')).toBe('password');
    expect(await password.inputValue()).toBe('');
    await password.fill(account.password);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    expect(await password.inputValue()).toBe('');
  });

  it('is sent with the name as a password manager fills them in', async () => {
    const rig = await startLinkRig();
    rig.simulator.addAccount(account);
    const { page } = await rig.open(await rig.newLink());
    await jump(page, atSignIn);
    await page.locator('#username').waitFor();
    await page.evaluate(({ username, password }) => {
      const fill = (id: string, value: string) => {
        const field = document.getElementById(id);
        if (field instanceof HTMLInputElement) field.value = value;
      };
      fill('username', `  ${username} `);
      fill('password', password);
    }, account);
    await press(page, texts.signIn.connect);
    await page.getByRole('heading', { name: texts.states.FRESH.title }).waitFor();
  });
});

/** All that a page leaves in a browser. */
function keptBy(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const workers = await navigator.serviceWorker.getRegistrations();
    const cacheNames = await caches.keys();
    const stored = [{ ...localStorage }, { ...sessionStorage }, document.cookie, window.name];
    const here = [location.href, document.title, history.state, document.body.outerHTML];
    if (databases.length + workers.length + cacheNames.length > 0) throw new Error('it keeps more');
    return JSON.stringify([stored, here]);
  });
}
