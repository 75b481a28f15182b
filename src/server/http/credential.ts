/**
 * The credential that a request carries: an API key as `x-api-key`, or an API key or user token as
 * `Authorization: Bearer …`. Null when it carries none. A request that sends something which is no
 * credential at all gets it refused like a wrong one, and is not taken for an anonymous request.
 */
export interface CredentialFields {
  readonly apiKey?: unknown;
  readonly authorization?: unknown;
}

const bearerPattern = /^Bearer +(\S+) *$/i;

export function credentialOf({ apiKey, authorization }: CredentialFields): string | null {
  if (apiKey !== undefined) return typeof apiKey === 'string' ? apiKey.trim() : '';
  if (authorization === undefined) return null;
  if (typeof authorization !== 'string') return '';
  return bearerPattern.exec(authorization)?.[1] ?? '';
}
