/** A picture that a page shows, with its type by its own bytes. */
export interface Logo {
  readonly bytes: Buffer;
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/webp';
}

export const logoBytesMax = 50_000;

/**
 * Reads a logo from base64: PNG, JPEG or WebP by its first bytes, whatever it was called. Null for
 * anything else: SVG above all, which can hold script, and what is too large.
 */
export function readLogo(base64: string): Logo | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > logoBytesMax) return null;
  const contentType = contentTypeOf(bytes);
  return contentType && { bytes, contentType };
}

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

function contentTypeOf(bytes: Buffer): Logo['contentType'] | null {
  if (bytes.subarray(0, 8).equals(pngStart)) return 'image/png';
  if (bytes.subarray(0, 3).equals(jpegStart)) return 'image/jpeg';
  const isRiff = bytes.toString('latin1', 0, 4) === 'RIFF';
  return isRiff && bytes.toString('latin1', 8, 12) === 'WEBP' ? 'image/webp' : null;
}
