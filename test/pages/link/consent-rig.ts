import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { oauthApps } from '#test/consents';
import type { TestGatewayOptions } from '#test/gateway';
import { createLinkRig, type LinkRig, type OpenedLink } from './link-rig.ts';

/** A gateway with apps at Dexcom's OAuth API, reached under the address to which Dexcom leads back. */
export interface ConsentRig extends LinkRig {
  /** What a page asked for elsewhere than of the gateway and at Dexcom's own page, and its errors. */
  troublesOf(opened: OpenedLink): readonly string[];
}

export async function createConsentRig(options: TestGatewayOptions = {}): Promise<ConsentRig> {
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const dexcomOAuth = {
    apps: oauthApps,
    isSandbox: false,
    connectionsMax: null,
    historyDays: 30,
    usesPkce: true,
  };
  const config = { port, publicUrl, dexcomOAuth, ...options.config };
  const rig = await createLinkRig({ ...options, config });
  const { simulator } = rig;
  const redirectUris = [`${publicUrl}/oauth/callback`];
  simulator.addOAuthClient({ realm: 'us', ...oauthApps.US, redirectUris });
  simulator.addOAuthClient({ realm: 'eu', ...oauthApps.OUS, redirectUris });
  const { us, eu } = simulator.oauthUrls;
  return {
    ...rig,
    troublesOf: ({ troubles }) =>
      troubles.filter((each) => ![us, eu].some((url) => each.startsWith(`asked for ${url}`))),
  };
}

/** What a wearer does at Dexcom's own page. */
export async function consentAt(
  page: Page,
  { username, password }: { readonly username: string; readonly password: string },
  decision: 'Allow' | 'Do not allow' = 'Allow',
): Promise<void> {
  await page.getByLabel('User ID').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: decision, exact: true }).click();
}

/** The address has to be known before the gateway starts. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
