import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '#config';
import {
  type ConsentAnswer,
  type ConsentDeps,
  type EndedConsent,
  type FinishingConsent,
  type FoundAccount,
  finishConsent,
  openStart,
} from '#connections';
import type { Db } from '#db';
import { isOtherWearer } from '#poller';
import { oauthProvider, type Providers } from '#providers';
import { beginPulls } from '#pulls';
import { linkErrorOf } from '#rest';
import type { Services } from '#schema';
import {
  createRateLimiter,
  type JsonAnswer,
  type JsonDoor,
  type JsonRequest,
  type RateLimiter,
} from '#server';
import { dateOf, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import type { ProvenLine } from '#std/proven-line';
import type { Base } from './open-base.ts';

/**
 * The two pages of the gateway between which a wearer consents at a provider's own. The start page
 * binds the browser by a cookie and leads on; the provider leads back to the other, which ends the
 * consent and leads on to the page of the link, or to where the link was registered to lead back.
 */
export interface ConsentDoorParts extends ConsentDeps {
  readonly publicUrl: string | null;
  readonly log: Log;
  /** After which a request is refused. */
  readonly deadlineMs: number;
  readonly linkPageOf: (publicId: string, token: string) => string;
  /** In which those wait who may be strangers: what they show is looked for in the database. */
  readonly line: ProvenLine;
}

const consentRoot = '/oauth/';
const startRoot = `${consentRoot}start/`;
const callbackPath = `${consentRoot}callback`;

/** What links by consent, at a provider's own page. */
export function createConsents(
  { publicUrl, dexcomOAuth: { connectionsMax, historyDays } }: Config,
  { api, clock, keyedHash, sealer }: Base,
  providers: Providers,
  line: ProvenLine,
): Services['consents'] {
  const redirectUri = publicUrl === null ? null : `${publicUrl}${callbackPath}`;
  const startUrlOf = (secret: string) => {
    line.note(secret);
    return `${publicUrl ?? ''}${startRoot}${secret}`;
  };
  const deps = { db: api.db, clock, keyedHash, sealer, providers };
  const onLinked = (db: Db, connectionId: string) =>
    beginPulls(db, { connectionId, days: historyDays }, dateOf(clock));
  const compares = { isOtherWearer: (found: FoundAccount) => isOtherWearer(deps, found) };
  return { ...deps, ...compares, redirectUri, connectionsMax, startUrlOf, onLinked };
}

const cookieName = 'gateway-consent';
const cookieSeconds = 600;
const secretPattern = /^[\w-]{43}$/;
/** A start page is opened once, and again by going back; each time costs a write. */
const startsPerMinute = 30;

interface Door extends ConsentDoorParts {
  readonly perStart: RateLimiter;
}

export function createConsentDoor(given: ConsentDoorParts): JsonDoor {
  const perStart = createRateLimiter({ clock: systemClock, perMinute: startsPerMinute });
  const parts: Door = { ...given, perStart };
  return {
    path: consentRoot,
    async answer(request) {
      const { method, path, headers } = request;
      if (method !== 'GET') return gone(parts);
      if (path === callbackPath) return finish(parts, request);
      if (!path.startsWith(startRoot) || isFramed(headers)) return gone(parts);
      if (isPrefetch(headers)) return { status: 503, headers: untold, body: null };
      return start(parts, path.slice(startRoot.length), request.address);
    },
  };
}

/** A browser that says so opens the address for a frame, a picture or the like. */
function isFramed({ 'sec-fetch-dest': destination }: IncomingHttpHeaders): boolean {
  return destination !== undefined && destination !== 'document';
}

/** Before anybody has followed the link: each visit takes the way of the one before over. */
function isPrefetch({ 'sec-purpose': purpose }: IncomingHttpHeaders): boolean {
  return typeof purpose === 'string' && purpose.includes('prefetch');
}

async function start(parts: Door, startSecret: string, address: string): Promise<JsonAnswer> {
  const { redirectUri, providers, line } = parts;
  if (!secretPattern.test(startSecret)) return gone(parts);
  if (!parts.perStart.take(startSecret).isAllowed) return busy;
  const found = await line.look({
    secret: startSecret,
    address,
    look: async () => ({ opened: await openStart(parts, startSecret) }),
    isGood: ({ opened }) => opened !== null,
  });
  if (!found) return busy;
  const { opened } = found;
  if (!opened || redirectUri === null) return gone(parts);
  const { browserSecret, ...consent } = opened;
  line.note(consent.state);
  const consentUrl = providers[oauthProvider].consentUrl({ ...consent, redirectUri });
  return leadTo(consentUrl, cookieOf(parts, browserSecret, cookieSeconds));
}

async function finish(parts: ConsentDoorParts, request: JsonRequest): Promise<JsonAnswer> {
  const { query, headers, address } = request;
  const state = query.get('state') ?? '';
  const { redirectUri } = parts;
  if (!secretPattern.test(state) || redirectUri === null) return gone(parts);
  const [code, error] = [query.get('code'), query.get('error')];
  // A way back is good once.
  const isGood = () => false;
  const takeTurn: ConsentAnswer['takeTurn'] = (look) =>
    parts.line.look({ secret: state, address, look, isGood });
  const browserSecret = browserSecretOf(headers);
  const answer = { state, browserSecret, code, error, address, redirectUri, takeTurn };
  const finished = await finishConsent(parts, answer);
  if (finished === 'busy') return busy;
  if (!finished) return gone(parts);
  const ended = await endedSoon(parts, finished);
  return leadTo(returnAddressOf(parts, finished, ended), cookieOf(parts, '', 0));
}

/** How long a browser looks at nothing while Dexcom is asked. */
const patienceMs = 10_000;

/** Null where it takes longer than a browser is let wait: the page of the link looks it up then. */
async function endedSoon(
  { log, deadlineMs }: ConsentDoorParts,
  { ended }: FinishingConsent,
): Promise<EndedConsent | null> {
  const isOver = new AbortController();
  const sleep = systemClock.sleep(Math.min(patienceMs, deadlineMs / 2), isOver.signal);
  const told = ended.then((end) => {
    if (end.fault) log.error('consent.failed', { error: end.fault });
    return end;
  });
  const soon = await Promise.race([told, sleep.then(() => null)]).finally(() => isOver.abort());
  if (!soon) told.catch((error) => log.error('consent.failed', { error }));
  return soon;
}

/** The fragment, in which the token stands, is sent to no server. */
function returnAddressOf(
  { linkPageOf }: ConsentDoorParts,
  { link, linkToken, attemptId, returnsTo }: FinishingConsent,
  ended: EndedConsent | null,
): string {
  const { redirectUrl, reference } = link.terms;
  if (returnsTo === 'page' || redirectUrl === null || !ended) {
    return `${linkPageOf(link.publicId ?? '', linkToken)}&attempt=${attemptId}`;
  }
  const { outcome } = ended;
  const address = new URL(redirectUrl);
  const { searchParams } = address;
  searchParams.set('state', outcome.kind === 'connected' ? 'success' : 'error');
  if (outcome.kind !== 'connected') {
    const { errorType, error } = linkErrorOf(outcome);
    searchParams.set('error_type', errorType);
    searchParams.set('error', error);
  }
  if (reference !== null) searchParams.set('reference', reference);
  return address.href;
}

/** The page of a link that nobody has made says in the browser's language that it is over. */
function gone({ linkPageOf }: ConsentDoorParts): JsonAnswer {
  const [nowhere] = linkPageOf(noLink, '').split('#');
  return { status: 303, headers: { location: nowhere ?? '', ...untold }, body: null };
}

/** Nothing was used up: the browser may come again. */
const busy: JsonAnswer = {
  status: 503,
  headers: { 'retry-after': '5', 'cache-control': 'no-store' },
  body: {
    code: 'UNAVAILABLE',
    message: 'Too many come at once. Load this page again in a moment.',
  },
};

const noLink = '0'.repeat(22);
/** Nothing of these addresses is told to where they lead, and nobody keeps an answer. */
const untold = { 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };

function leadTo(location: string, cookie: string): JsonAnswer {
  const headers = { location, 'set-cookie': cookie, ...untold };
  return { status: 303, headers, body: null, isKnown: true };
}

function cookieOf({ publicUrl }: ConsentDoorParts, value: string, maxAgeSeconds: number): string {
  const url = publicUrl === null ? null : new URL(publicUrl);
  const path = `${url?.pathname.replace(/\/$/, '') ?? ''}${callbackPath}`;
  const secure = url?.protocol === 'https:' ? '; Secure' : '';
  return `${cookieName}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** Null where there is none, or more than one. */
function browserSecretOf({ cookie = '' }: IncomingHttpHeaders): string | null {
  const values = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookieName}=`))
    .map((pair) => pair.slice(cookieName.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && secretPattern.test(value) ? value : null;
}
