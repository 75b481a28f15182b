import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealingKey } from '#std/sealed-box';

/**
 * Boxes as version 0.1 sealed and opened them, kept here as that version had it: what a node that
 * was not updated yet writes, and all that it can read.
 */
export function sealFormOne({ id, key }: SealingKey, secret: string, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const keyId = Buffer.from(id);
  const head = Buffer.from([1, keyId.length]);
  return Buffer.concat([head, keyId, nonce, cipher.getAuthTag(), text]);
}

/** Throws for whatever that version could not open. */
export function openFormOne({ id, key }: SealingKey, box: Buffer, context: string): string {
  const keyId = box.subarray(2, 2 + (box[1] ?? 0)).toString();
  if (box[0] !== 1 || keyId !== id) throw new Error('no box of version 0.1');
  const start = 2 + keyId.length;
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(start, start + 12));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(start + 12, start + 28));
  const text = decipher.update(box.subarray(start + 28));
  return Buffer.concat([text, decipher.final()]).toString();
}
