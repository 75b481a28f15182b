import { assert } from '#std/assert';
import {
  ConnectError,
  findAllowedAddresses,
  hostOf,
  readEndpointUrl,
  type UrlProblem,
} from '#webhooks/http';
import type { WebhookContext } from './webhook-context.ts';

/** A URL that has been checked; only `judgeUrl` makes one. */
export interface JudgedUrl {
  readonly kind: 'judged';
  readonly href: string;
}

export type UrlVerdict =
  | JudgedUrl
  | { readonly kind: 'bad-url'; readonly problem: UrlProblem | 'forbidden-address' };

const judged = new WeakSet<JudgedUrl>();

/**
 * Checks the URL of an endpoint, and the addresses to which its name resolves now (W2). A name that
 * does not resolve is accepted: its receiver may not run yet, and the addresses are checked again at
 * each connection. It asks DNS, so it must be called before a transaction and never inside one.
 */
export async function judgeUrl(context: WebhookContext, text: string): Promise<UrlVerdict> {
  const read = readEndpointUrl(text, context.addressPolicy);
  if ('problem' in read) return { kind: 'bad-url', problem: read.problem };
  try {
    const { addressPolicy: policy, resolveHost } = context;
    await findAllowedAddresses(hostOf(read.url), { policy, resolveHost });
  } catch (error) {
    assert(error instanceof ConnectError, 'an address is refused with a ConnectError');
    if (error.failure === 'forbidden-address') {
      return { kind: 'bad-url', problem: 'forbidden-address' };
    }
  }
  const url: JudgedUrl = { kind: 'judged', href: read.url.href };
  judged.add(url);
  return url;
}

export function hrefOf(url: JudgedUrl): string {
  assert(judged.has(url), 'the URL of an endpoint comes from judgeUrl');
  return url.href;
}
