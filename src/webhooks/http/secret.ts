import { randomBytes } from 'node:crypto';

/** Signing secrets as Standard Webhooks 1.0 writes them: `whsec_` and 24 to 64 bytes in base64. */
const prefix = 'whsec_';
const secretBytesMin = 24;
const secretBytesMax = 64;
const newSecretBytes = 32;

export function newSecret(): string {
  return `${prefix}${randomBytes(newSecretBytes).toString('base64')}`;
}

/** The key bytes of a secret; null when the text is no secret. */
export function keyOfSecret(secret: string): Buffer | null {
  if (!secret.startsWith(prefix)) return null;
  const encoded = secret.slice(prefix.length);
  const key = Buffer.from(encoded, 'base64');
  if (key.toString('base64') !== encoded) return null;
  return key.length >= secretBytesMin && key.length <= secretBytesMax ? key : null;
}
