import type { WebhookEvent } from '../generated/webhook-events.ts';
import { localNowMs } from '../platform.ts';

/** Why a request is none of the gateway's, or none any more. Answer it with status 400. */
export type WebhookProblem =
  | 'headers-missing'
  | 'timestamp-too-old'
  | 'timestamp-in-the-future'
  | 'signature-wrong'
  | 'body-unreadable';

export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  readonly problem: WebhookProblem;
  constructor(problem: WebhookProblem) {
    super(sentences[problem]);
    this.problem = problem;
  }
}

const sentences: Readonly<Record<WebhookProblem, string>> = {
  'headers-missing': 'The request does not have the headers of a signed webhook.',
  'timestamp-too-old': 'The request was signed more than five minutes ago.',
  'timestamp-in-the-future': 'The request was signed more than five minutes from now.',
  'signature-wrong': 'The signature is none of this body and secret.',
  'body-unreadable': 'The body is signed, and no JSON object.',
};

/** Of the clocks of sender and receiver, and of the way, as Standard Webhooks has it. */
const toleranceMs = 300_000;

/** As Node has them, as `fetch` has them, or any record. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Verifies a request by Standard Webhooks 1.0 and gives its event; rejects with a
 * WebhookVerificationError. `rawBody` is exactly what came, before any parser; `secret` is
 * `whsec_…`, or several of them while one endpoint replaces another.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[],
): Promise<WebhookEvent> {
  const body = typeof rawBody === 'string' ? new TextEncoder().encode(rawBody) : rawBody;
  const id = headerOf(headers, 'id');
  const seconds = headerOf(headers, 'timestamp');
  const signatures = headerOf(headers, 'signature')?.split(' ') ?? [];
  if (id === null || seconds === null || !/^\d{1,12}$/.test(seconds)) {
    throw new WebhookVerificationError('headers-missing');
  }
  const ageMs = localNowMs() - Number(seconds) * 1000;
  if (ageMs > toleranceMs) throw new WebhookVerificationError('timestamp-too-old');
  if (ageMs < -toleranceMs) throw new WebhookVerificationError('timestamp-in-the-future');
  const signed = joined(new TextEncoder().encode(`${id}.${seconds}.`), body);
  for (const each of typeof secret === 'string' ? [secret] : secret) {
    if (await isSigned(signed, signatures, each)) return eventOf(body);
  }
  throw new WebhookVerificationError('signature-wrong');
}

function headerOf(headers: WebhookHeaders, name: string): string | null {
  for (const full of [`webhook-${name}`, `svix-${name}`]) {
    const value = isGetter(headers) ? headers.get(full) : valueIn(headers, full);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function isGetter(headers: WebhookHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function';
}

/** Names of headers are the same in any case. */
function valueIn(
  headers: Exclude<WebhookHeaders, { get(name: string): string | null }>,
  name: string,
) {
  const key = Object.keys(headers).find((each) => each.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'object' ? value[0] : value;
}

/** The platform compares digests in constant time. */
async function isSigned(
  signed: Uint8Array<ArrayBuffer>,
  signatures: readonly string[],
  secret: string,
): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = bytesOf(secret.replace(/^whsec_/, ''));
  if (!bytes || bytes.length === 0) throw new TypeError('A secret is "whsec_" and base64.');
  const key = await subtle.importKey('raw', bytes, algorithm, false, ['verify']);
  for (const signature of signatures) {
    const digest = signature.startsWith('v1,') ? bytesOf(signature.slice(3)) : null;
    if (digest && (await subtle.verify('HMAC', key, digest, signed))) return true;
  }
  return false;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(head.length + body.length);
  both.set(head);
  both.set(body, head.length);
  return both;
}

function eventOf(body: Uint8Array): WebhookEvent {
  try {
    const event: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof event === 'object' && event !== null) return event as WebhookEvent;
  } catch {
    // Told below.
  }
  throw new WebhookVerificationError('body-unreadable');
}
