import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';

export type TextFault = 'other-charset' | 'not-utf8';

interface RequestText {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * What is wrong with the bytes of a request; null when they are UTF-8. Decoded all the same, whatever
 * cannot be read would become U+FFFD, and two people's names one.
 */
export function faultOfText({ url, headers, body }: RequestText): TextFault | null {
  const type = headers['content-type'];
  if (type !== undefined && type.length > 16 && otherCharset.test(type)) return 'other-charset';
  if (body.length > 0 && !isUtf8(body)) return 'not-utf8';
  if (url.includes('%') && !isPercentEncodedUtf8(url)) return 'not-utf8';
  const isForm = type?.startsWith('application/x-www-form-urlencoded') ?? false;
  return isForm && !isPercentEncodedUtf8(body.toString('latin1')) ? 'not-utf8' : null;
}

const otherCharset = /;\s*charset\s*=\s*(?!"?utf-?8"?\s*(;|$))/i;

function isPercentEncodedUtf8(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with the text of a request for a route, beyond its bytes: half a character, or the
 * character NUL, which Postgres keeps in no text. Null when nothing is, or the body is no JSON.
 */
export function faultOfRouteText(url: string, body: Buffer): 'half-character' | 'nul' | null {
  if (/%00/.test(url)) return 'nul';
  if (!body.includes('\\u')) return null;
  try {
    const value: unknown = JSON.parse(body.toString());
    if (hasHalfCharacter(value)) return 'half-character';
    return hasText(value, (text) => text.includes('\0')) ? 'nul' : null;
  } catch {
    return null;
  }
}

/** Whether some text in a value has half a character, which no UTF-8 can hold. */
export function hasHalfCharacter(value: unknown): boolean {
  return hasText(value, (text) => !text.isWellFormed());
}

/** Whether such a text stands in a value, as a name or by itself. */
function hasText(value: unknown, isSuch: (text: string) => boolean): boolean {
  if (typeof value === 'string') return isSuch(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => isSuch(name) || hasText(inner, isSuch));
}
