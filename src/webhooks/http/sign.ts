import { createHmac } from 'node:crypto';
import { assert } from '#std/assert';
import { keyOfSecret } from './secret.ts';

/**
 * The signature of Standard Webhooks 1.0, scheme `v1`: HMAC-SHA256 over id, time and the exact
 * bytes that are sent. While a secret is being replaced both sign, and a receiver accepts either.
 */
export interface WebhookToSign {
  readonly id: string;
  readonly at: Date;
  readonly body: Buffer;
  /** In the order in which their signatures are listed; `whsec_…`. */
  readonly secrets: readonly string[];
}

/**
 * The three headers in both spellings, names and values in turn: `webhook-*` is the standard's,
 * `svix-*` what receivers written for that sender look for.
 */
export function signatureHeaders({ id, at, body, secrets }: WebhookToSign): string[] {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const signature = secrets.map((secret) => sign(secret, id, seconds, body)).join(' ');
  return ['webhook', 'svix'].flatMap((spelling) => [
    `${spelling}-id`,
    id,
    `${spelling}-timestamp`,
    seconds,
    `${spelling}-signature`,
    signature,
  ]);
}

function sign(secret: string, id: string, seconds: string, body: Buffer): string {
  const key = keyOfSecret(secret);
  assert(key, 'a stored signing secret is well formed');
  const digest = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body);
  return `v1,${digest.digest('base64')}`;
}
