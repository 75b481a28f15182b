import type { AccountRecord } from '#simulator/people';
import type { OAuthClient } from './clients.ts';
import {
  type OAuthAnswer,
  type OAuthRequest,
  pageAnswer,
  redirectAnswer,
  textOfHtml,
} from './oauth-answer.ts';
import { findInRealm } from './oauth-world.ts';

/**
 * Where a wearer signs in at Dexcom and lets an application in. The page needs no script: its form
 * carries what the application asked for, with what the wearer typed, to `/v3/oauth2/consent`.
 */
const carried = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const;

interface Asked {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly parameters: URLSearchParams;
}

export function askForConsent(request: OAuthRequest): OAuthAnswer {
  const asked = judge(request, request.query);
  if ('status' in asked) return asked;
  return consentPage(request, asked, null);
}

export function takeConsent(request: OAuthRequest): OAuthAnswer {
  const { form, realm, world, account, nowMs } = request;
  const asked = judge(request, form);
  if ('status' in asked) return asked;
  if (form.get('decision') !== 'allow') return goBack(asked, { error: 'access_denied' });
  if (!isSignedIn(request, account)) {
    return consentPage(request, asked, 'User ID or password not recognized.');
  }
  const { client } = asked;
  const isNew = !world.grants
    .grantsOf(account)
    .some((grant) => grant.clientId === client.clientId && !grant.isRevoked);
  const people = world.grants.countPeople(realm, client.clientId);
  if (isNew && client.peopleMax !== null && people >= client.peopleMax) {
    const html = '<p>This application has reached its number of users.</p>';
    return pageAnswer({ title: 'Not available', html }, 'too-many-people', 403);
  }
  const challenge = world.style.pkce === 'ignored' ? null : form.get('code_challenge');
  const code = world.grants.consent(
    { realm, clientId: client.clientId, record: account },
    { redirectUri: asked.redirectUri, challenge },
    nowMs,
  );
  return goBack(asked, { code });
}

function isSignedIn(
  { realm, form }: OAuthRequest,
  account: AccountRecord | null,
): account is AccountRecord {
  if (!account) return false;
  return realm === 'sandbox' || account.password === form.get('password');
}

/** A wrong client or address gets a page, since nobody knows where to go back to. */
function judge(request: OAuthRequest, parameters: URLSearchParams): Asked | OAuthAnswer {
  const { world, realm, entry } = request;
  const clientId = parameters.get('client_id') ?? '';
  const redirectUri = parameters.get('redirect_uri') ?? '';
  const client = world.clients.find(realm, clientId);
  if (!client?.redirectUris.includes(redirectUri)) {
    const html = '<p>The application is not known here, or asked to return to a wrong address.</p>';
    const outcome = client ? 'wrong-redirect' : 'unknown-client';
    return pageAnswer({ title: 'Something went wrong', html }, outcome, 400);
  }
  entry.clientId = clientId;
  const asked = { client, redirectUri, parameters };
  if (parameters.get('response_type') !== 'code') {
    return goBack(asked, { error: 'unsupported_response_type' });
  }
  if (!(parameters.get('scope') ?? '').split(' ').includes('offline_access')) {
    return goBack(asked, { error: 'invalid_scope' });
  }
  const method = parameters.get('code_challenge_method');
  const isPkceWrong =
    parameters.has('code_challenge') && (method !== 'S256' || world.style.pkce === 'refused');
  if (!parameters.get('state') || isPkceWrong) return goBack(asked, { error: 'invalid_request' });
  return asked;
}

/** Back to the application; `state` goes along byte for byte. */
function goBack({ redirectUri, parameters }: Asked, told: Record<string, string>): OAuthAnswer {
  const query = new URLSearchParams(told);
  const state = parameters.get('state');
  if (state !== null) query.set('state', state);
  const mark = redirectUri.includes('?') ? '&' : '?';
  return redirectAnswer(`${redirectUri}${mark}${query}`, told.error ?? 'ok');
}

function consentPage(
  request: OAuthRequest,
  { client, parameters }: Asked,
  problem: string | null,
): OAuthAnswer {
  const hidden = carried.flatMap((name) => {
    const value = parameters.get(name);
    return value === null
      ? []
      : [`<input type="hidden" name="${name}" value="${textOfHtml(value)}">`];
  });
  const html = [
    `<p>${textOfHtml(client.name)} asks to read your glucose data, your events and your devices.</p>`,
    problem === null ? '' : `<p role="alert">${problem}</p>`,
    // Beside this page, whatever stands before it in the address.
    '<form method="post" action="consent">',
    ...hidden,
    ...signInFields(request),
    '<button name="decision" value="allow">Allow</button>',
    '<button name="decision" value="deny" formnovalidate>Do not allow</button>',
    '</form>',
  ].join('\n');
  const outcome = problem === null ? 'ok' : 'not-recognized';
  return pageAnswer({ title: 'Sign in to Dexcom', html }, outcome);
}

/** The sandbox asks for no password, and lists its users. */
function signInFields({ realm, world }: OAuthRequest): readonly string[] {
  if (realm !== 'sandbox') {
    return [
      '<label>User ID <input name="username" autocomplete="username" required></label>',
      '<label>Password <input name="password" type="password" required></label>',
    ];
  }
  const names = [...world.sandboxAccounts.list()].map(({ username }) => username);
  const options = names.map((name) => `<option>${name}</option>`).join('');
  return [`<label>User <select name="username">${options}</select></label>`];
}

/** Whom a consent names. */
export function accountOfForm(
  world: OAuthRequest['world'],
  realm: OAuthRequest['realm'],
  form: URLSearchParams,
): AccountRecord | null {
  return findInRealm(world, realm, form.get('username') ?? '');
}
