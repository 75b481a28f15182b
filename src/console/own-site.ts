import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where the console's own pages are, and what its cookie is called there. Over https that is the
 * origin of PUBLIC_URL. Without one there are sessions on this machine alone, under the name by
 * which the browser asks; cookies know no ports, so the port stands in the cookie's name.
 */
export interface OwnSite {
  /** The origin whose page may use sessions; null where there can be none for this request. */
  originOf(headers: IncomingHttpHeaders): string | null;
  cookieNameOf(headers: IncomingHttpHeaders): string;
  readonly isSecure: boolean;
  /** The path under which a proxy serves all of it, without a slash at its end. */
  readonly basePath: string;
}

const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?$/;

export function createOwnSite(publicUrl: string | null): OwnSite {
  const url = publicUrl === null ? null : new URL(publicUrl);
  const basePath = url?.pathname.replace(/\/$/, '') ?? '';
  if (url?.protocol === 'https:') {
    return {
      originOf: () => url.origin,
      cookieNameOf: () => '__Host-gateway-session',
      isSecure: true,
      basePath,
    };
  }
  return {
    originOf: ({ host = '' }) => (loopbackHost.test(host) ? `http://${host}` : null),
    cookieNameOf: ({ host = '' }) => `gateway-session-${loopbackHost.exec(host)?.[1] ?? '80'}`,
    isSecure: false,
    basePath,
  };
}

/**
 * Whether the gateway's own page asks. A browser names the origin of each socket and of each request
 * that changes something; for others it says whether the page is of the same origin.
 */
export function isOwnPage(
  site: OwnSite,
  headers: IncomingHttpHeaders,
  needs: 'origin' | 'either',
): boolean {
  const own = site.originOf(headers);
  if (own === null) return false;
  const { origin, 'sec-fetch-site': fetchSite } = headers;
  if (origin !== undefined) return origin === own;
  return needs === 'either' && fetchSite === 'same-origin';
}

/** The value of the one cookie of our name; null where there is none, or more than one. */
export function cookieOf(site: OwnSite, headers: IncomingHttpHeaders): string | null {
  const name = site.cookieNameOf(headers);
  const values = (headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value ? value : null;
}

/** Sets the cookie, or with an empty value takes it away. */
export function cookieHeader(
  site: OwnSite,
  headers: IncomingHttpHeaders,
  { value, maxAgeSeconds }: { readonly value: string; readonly maxAgeSeconds: number },
): string {
  const parts = [
    `${site.cookieNameOf(headers)}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Strict',
    ...(site.isSecure ? ['Secure'] : []),
  ];
  return parts.join('; ');
}
