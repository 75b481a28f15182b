import { createHash, createHmac } from 'node:crypto';

/**
 * HMAC-SHA256 over named parts: lets us compare values for equality without storing them. Its key is
 * used for nothing else. Each part is prefixed with its length, so that no two lists of parts have
 * the same input.
 */
export type KeyedHash = (kind: string, ...parts: readonly string[]) => Buffer;

export function createKeyedHash(key: Buffer): KeyedHash {
  return (kind, ...parts) => {
    const hmac = createHmac('sha256', key);
    for (const part of [kind, ...parts]) hmac.update(`${Buffer.byteLength(part)}:${part};`);
    return hmac.digest();
  };
}

/** SHA-256 of a random secret, such as an API key, which nobody can guess. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
