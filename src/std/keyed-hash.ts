import { createHash, createHmac } from 'node:crypto';

/**
 * HMAC-SHA256 over named parts: tells equal things apart from different ones without keeping them.
 * Parts are framed by their lengths, so that no two lists of parts make the same text.
 */
export type KeyedHash = (kind: string, ...parts: readonly string[]) => Buffer;

export function createKeyedHash(key: Buffer): KeyedHash {
  return (kind, ...parts) => {
    const hmac = createHmac('sha256', key);
    for (const part of [kind, ...parts]) hmac.update(`${Buffer.byteLength(part)}:${part};`);
    return hmac.digest();
  };
}

/** SHA-256 of a secret that is itself random: enough where there is nothing to guess. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
