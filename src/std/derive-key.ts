import { hkdfSync } from 'node:crypto';

/**
 * A key for one purpose out of a root key, by HKDF-SHA256. What is made with the key of one purpose
 * means nothing under another, and no derived key tells of its root.
 */
export function deriveKey(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, '', purpose, 32));
}
