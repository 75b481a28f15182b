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

/** Whether some text in a value has half a character, which no UTF-8 can hold. */
export function hasHalfCharacter(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => !name.isWellFormed() || hasHalfCharacter(inner),
  );
}
