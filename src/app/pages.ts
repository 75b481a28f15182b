import { findLink, judgeLink, type Link } from '#connections';
import type { Db } from '#db';
import { passwordProvider } from '#providers';
import type { PageFile, Pages } from '#server';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Log } from '#std/log';
import { createProvenLine, type ProvenLine } from '#std/proven-line';
import { findLinkPage, findLogo, findTeam } from '#teams';
import { type BuiltWeb, consoleHtml, languageFor, linkHtml, readBuiltWeb } from '#web';

/**
 * The pages for browsers, as the server is to send them: the files of the build, and the page of
 * each link with the team's name and colours, under a policy of its own.
 */
export interface PagesOptions {
  readonly db: Db;
  /** Where they wait who name a link that was not known here before. */
  readonly strangers: FairLine;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether people reach the gateway by https only. */
  readonly isHttps: boolean;
  readonly isConsoleServed: boolean;
  /** Whether wearers can link by consent as well. */
  readonly isConsentServed: boolean;
}

const assetsRoot = '/assets/';
const linkRoot = '/link/';
/** The console finds by the path what to show; what is not there it says itself. */
const consolePath = /^\/console(?:\/[\w.~:%-]*)*$/;
const linkPath = /^\/link\/([\w-]{22})(\/logo)?$/;

export function createPages(options: PagesOptions): Pages {
  const { isConsoleServed } = options;
  const line = createProvenLine(options.strangers);
  let built: Promise<BuiltWeb | null> | undefined;

  async function readOnce(): Promise<BuiltWeb | null> {
    built ??= readBuiltWeb().then((web) => {
      if (!web) options.log.warn('web.not-built', { whatToDo: 'run "npm run build:web"' });
      return web;
    });
    return built;
  }

  return {
    roots: [
      { path: assetsRoot, isCounted: false },
      { path: linkRoot, isCounted: true },
      ...(isConsoleServed ? consoleRoots : []),
    ],
    async find({ path, host, acceptLanguage, address }) {
      const web = await readOnce();
      if (!web) return notBuilt;
      if (path.startsWith(assetsRoot)) return assetOf(web, path, isConsoleServed);
      if (consolePath.test(path)) return consolePageOf(options, web, { path, host });
      const [, publicId, logo] = linkPath.exec(path) ?? [];
      if (!publicId) return null;
      const found = await findLinkInLine(options.db, line, publicId, address);
      if (!found) return 'busy';
      const { link } = found;
      if (logo) return logoOf(options, link);
      return linkPageOf(options, web, link, acceptLanguage);
    },
  };
}

const consoleRoots = ['/console', '/console/'].map((path) => ({ path, isCounted: false }));

const notBuilt: PageFile = {
  status: 503,
  contentType: 'text/plain; charset=utf-8',
  bodies: { identity: Buffer.from('The pages are not built: run "npm run build:web".\n') },
  headers: {},
  isImmutable: false,
};

function assetOf(
  { files, consoleFiles }: BuiltWeb,
  path: string,
  isConsoleServed: boolean,
): PageFile | null {
  const name = path.slice(1);
  const file = isConsoleServed || !consoleFiles.has(name) ? files.get(name) : undefined;
  return file ? { status: 200, headers: {}, isImmutable: true, ...file } : null;
}

function consolePageOf(
  { isHttps }: PagesOptions,
  web: BuiltWeb,
  asked: { readonly path: string; readonly host: string | undefined },
): PageFile {
  const { html, headers } = consoleHtml({ page: web.pages.console, ...asked });
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    bodies: { identity: Buffer.from(html) },
    headers: { ...headers, ...(isHttps ? onlyHttps : {}) },
    isImmutable: false,
  };
}

function findLinkInLine(db: Db, line: ProvenLine, publicId: string, address: string) {
  return line.look({
    secret: publicId,
    address,
    look: async () => ({ link: await findLink(db, { publicId }) }),
    isGood: ({ link }) => link !== null,
  });
}

/** Also of a link that is not known: it says so in the browser's language. */
async function linkPageOf(
  { db, clock, isHttps, isConsentServed }: PagesOptions,
  web: BuiltWeb,
  link: Link | null,
  acceptLanguage: string | undefined,
): Promise<PageFile> {
  const [team, page] = link
    ? await Promise.all([findTeam(db, { id: link.teamId }), findLinkPage(db, link.teamId)])
    : [null, null];
  const { html, headers } = linkHtml({
    page: web.pages.link,
    language: link?.terms.locale ?? languageFor(acceptLanguage),
    teamName: page?.brandName ?? team?.name ?? null,
    isOpen: link !== null && isToConnect(link, clock) && isByPassword(link, isConsentServed),
    accentColor: page?.accentColor ?? null,
    parentOrigin: link?.terms.parentOrigin ?? null,
  });
  return {
    status: link ? 200 : 404,
    contentType: 'text/html; charset=utf-8',
    bodies: { identity: Buffer.from(html) },
    headers: {
      ...headers,
      ...(isHttps ? onlyHttps : {}),
      vary: 'accept-encoding, accept-language',
    },
    isImmutable: false,
    isKnown: link !== null,
  };
}

/** Whether its page can begin at the beginning, before the token was judged. */
function isToConnect(link: Link, clock: Clock): boolean {
  return link.terms.mode === 'connect' && judgeLink(link, dateOf(clock)) === 'open';
}

/** Whether there is no other way to link than the one with which the page begins. */
function isByPassword({ terms: { provider } }: Link, isConsentServed: boolean): boolean {
  return provider === passwordProvider || (provider === null && !isConsentServed);
}

const onlyHttps = { 'strict-transport-security': 'max-age=31536000' };

async function logoOf({ db }: PagesOptions, link: Link | null): Promise<PageFile | null> {
  const logo = link && (await findLogo(db, link.teamId));
  if (!logo) return null;
  return {
    status: 200,
    contentType: logo.contentType,
    bodies: { identity: logo.bytes },
    headers: { 'content-security-policy': "default-src 'none'; sandbox" },
    isImmutable: false,
    isKnown: true,
  };
}
