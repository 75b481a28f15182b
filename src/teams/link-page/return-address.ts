const addressLengthMax = 2_000;
const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** A scheme of an app's own is a domain name backwards (RFC 8252, 7.1); no scheme of browsers is. */
const appScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;

/**
 * Whether a page may be left for this address: https, http on this machine, or an app's own scheme;
 * without user info and fragment, and written as browsers write it, so that an address has one form
 * only and two of them can be compared by their letters.
 */
export function isReturnAddress(text: string): boolean {
  const url = text.length <= addressLengthMax ? parsed(text) : null;
  if (!url || url.username || url.password || text.includes('#')) return false;
  if (url.href !== text && url.href !== `${text}/`) return false;
  return appScheme.test(url.protocol) || isWeb(url);
}

/** No pattern: a policy takes `*` for any host of a domain, or for any at all. */
const plainHost = /^(\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)$/;

/** Whether pages of this origin may frame another: written as browsers write it. */
export function isFrameOrigin(text: string): boolean {
  const url = parsed(text);
  return url !== null && url.origin === text && plainHost.test(url.hostname) && isWeb(url);
}

/** Whether a link on a page may lead there: a page by https, or an address to write to. */
export function isContactAddress(text: string): boolean {
  const url = text.length <= addressLengthMax ? parsed(text) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === 'mailto:' || isWeb(url);
}

function isWeb({ protocol, hostname }: URL): boolean {
  if (hostname === '' || hostname.endsWith('.')) return false;
  if (protocol === 'https:') return true;
  return protocol === 'http:' && loopbackHosts.has(hostname);
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
