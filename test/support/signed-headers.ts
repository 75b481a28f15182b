import { signatureHeaders, type WebhookToSign } from '#src/webhooks/http/sign.ts';

/** The headers with which the gateway sends a webhook, by name. */
export function signedHeaders(webhook: WebhookToSign): Record<string, string> {
  const flat = signatureHeaders(webhook);
  const names = flat.filter((_, n) => n % 2 === 0);
  return Object.fromEntries(names.map((name, n) => [name, flat[2 * n + 1] ?? '']));
}
