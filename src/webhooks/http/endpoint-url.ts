import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';

/**
 * The URL of a receiver as a team gives it, before its name is resolved. The URL parser turns every
 * spelling of an IP address (decimal, octal, hexadecimal, shortened) into the canonical one, so we
 * judge the parsed host and never the text.
 */
export type EndpointUrl = { readonly url: URL } | { readonly problem: UrlProblem };

export type UrlProblem =
  | 'malformed'
  | 'too-long'
  | 'not-https'
  | 'has-credentials'
  | 'has-fragment'
  | 'no-port';

export const urlCharactersMax = 2048;

export function readEndpointUrl(text: string, policy: AddressPolicy): EndpointUrl {
  if (text.length > urlCharactersMax) return { problem: 'too-long' };
  const url = URL.parse(text);
  if (!url) return { problem: 'malformed' };
  const isHttp = url.protocol === 'http:';
  if (url.protocol !== 'https:' && !(isHttp && policy.allowsHttp)) return { problem: 'not-https' };
  if (url.username !== '' || url.password !== '') return { problem: 'has-credentials' };
  if (text.includes('#')) return { problem: 'has-fragment' };
  if (url.port === '0') return { problem: 'no-port' };
  if (url.href.length > urlCharactersMax) return { problem: 'too-long' };
  return { url };
}

/** The host of a URL without the brackets of IPv6, in lower case, without a final dot. */
export function hostOf(url: URL): string {
  return plainHost(url.hostname);
}

export function plainHost(hostname: string): string {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) ? bare : bare.toLowerCase().replace(/\.$/, '');
}

/** The part of a URL that logs may show: paths and queries of receivers often hold secrets. */
export function originOf(url: string): string {
  return URL.parse(url)?.origin ?? 'unreadable';
}
