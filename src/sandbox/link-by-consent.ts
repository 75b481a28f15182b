import { askGateway, createLink } from './link-wearer.ts';
import type { SandboxPerson } from './people.ts';

/**
 * Links a person by consent as their browser would: opens the start page, signs in at the simulated
 * page of Dexcom, and goes back to where it leads.
 */
export async function linkByConsent(
  url: string,
  apiKey: string,
  userId: string,
  { username, password, region }: SandboxPerson,
): Promise<void> {
  const { linkToken } = await createLink(url, apiKey, userId);
  const { linkOAuthProvider: started } = await askGateway<{ linkOAuthProvider: Started }>(
    url,
    null,
    `mutation Start($token: String!, $region: String) {
      linkOAuthProvider(linkToken: $token, provider: DEXCOM_V3, region: $region) {
        __typename ... on LinkOAuthProviderSuccess { startUrl } ... on Error { message }
      }
    }`,
    { token: linkToken, region },
  );
  if (!started.startUrl) throw new Error(`the consent could not begin: ${started.message}`);
  // Under whatever name the gateway is reached: it is on this machine.
  const here = (address: string) => new URL(pathOf(address), url);
  const start = await visit(here(started.startUrl));
  const back = await consentAt(start.location, { username, password });
  const end = await visit(here(back), start.cookie);
  if (!end.location.includes('attempt=')) throw new Error('the consent came back to nothing');
}

interface Started {
  readonly startUrl?: string;
  readonly message?: string;
}

interface Visit {
  readonly location: string;
  readonly cookie: string;
}

const answerMsMax = 30_000;

async function visit(address: URL, cookie = ''): Promise<Visit> {
  const response = await fetch(address, {
    redirect: 'manual',
    headers: cookie ? { cookie } : {},
    signal: AbortSignal.timeout(answerMsMax),
  });
  const [set = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  return { location: response.headers.get('location') ?? '', cookie: set };
}

/** The form of the page, which needs no script. */
async function consentAt(
  address: string,
  typed: Pick<SandboxPerson, 'username' | 'password'>,
): Promise<string> {
  const form = new URLSearchParams([...new URL(address).searchParams]);
  for (const [name, value] of Object.entries({ ...typed, decision: 'allow' }))
    form.set(name, value);
  const response = await fetch(address.replace(/login\?.*$/, 'consent'), {
    method: 'POST',
    body: form,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerMsMax),
  });
  const location = response.headers.get('location');
  if (location === null) throw new Error('the simulated page of Dexcom did not lead back');
  return location;
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return `${pathname}${search}`;
}
