import { assert } from '#std/assert';
import {
  ConnectError,
  findAllowedAddresses,
  hostOf,
  readEndpointUrl,
  type UrlProblem,
} from '#webhooks/http';
import type { WebhookKit } from './webhook-context.ts';

/** A URL that was judged; only `judgeUrl` makes one. */
export interface JudgedUrl {
  readonly kind: 'judged';
  readonly href: string;
}

export type UrlVerdict =
  | JudgedUrl
  | { readonly kind: 'bad-url'; readonly problem: UrlProblem | 'forbidden-address' };

const judged = new WeakSet<JudgedUrl>();

/**
 * Judges the URL of an endpoint, and the addresses to which its name leads now. A name that does
 * not resolve is taken: its receiver may not be up yet, and the addresses are judged again at each
 * connection. Asks DNS, so it is called before a transaction, never in one.
 */
export async function judgeUrl(kit: WebhookKit, text: string): Promise<UrlVerdict> {
  const read = readEndpointUrl(text, kit.addressPolicy);
  if ('problem' in read) return { kind: 'bad-url', problem: read.problem };
  try {
    const { addressPolicy: policy, resolveHost } = kit;
    await findAllowedAddresses(hostOf(read.url), { policy, resolveHost });
  } catch (error) {
    assert(error instanceof ConnectError, 'addresses are refused by name');
    if (error.failure === 'forbidden-address') {
      return { kind: 'bad-url', problem: 'forbidden-address' };
    }
  }
  const url: JudgedUrl = { kind: 'judged', href: read.url.href };
  judged.add(url);
  return url;
}

export function hrefOf(url: JudgedUrl): string {
  assert(judged.has(url), 'an endpoint takes a URL that was judged');
  return url.href;
}
