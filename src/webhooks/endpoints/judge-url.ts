import { assert } from '#std/assert';
import {
  ConnectError,
  findAllowedAddresses,
  hostOf,
  readEndpointUrl,
  saysItsAddress,
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
 * Checks the URL of an endpoint, and the address where it says one (W2). A name is accepted wherever
 * it leads, also nowhere: its receiver may not run yet, its addresses are checked at each connection,
 * and a refusal would tell a team which names there are inside.
 */
export async function judgeUrl(context: WebhookContext, text: string): Promise<UrlVerdict> {
  const read = readEndpointUrl(text, context.addressPolicy);
  if ('problem' in read) return { kind: 'bad-url', problem: read.problem };
  const host = hostOf(read.url);
  if (saysItsAddress(host) && !(await isAllowed(host, context))) {
    return { kind: 'bad-url', problem: 'forbidden-address' };
  }
  const url: JudgedUrl = { kind: 'judged', href: read.url.href };
  judged.add(url);
  return url;
}

export function hrefOf(url: JudgedUrl): string {
  assert(judged.has(url), 'the URL of an endpoint comes from judgeUrl');
  return url.href;
}

async function isAllowed(host: string, context: WebhookContext): Promise<boolean> {
  const { addressPolicy: policy, resolveHost } = context;
  try {
    await findAllowedAddresses(host, { policy, resolveHost });
    return true;
  } catch (error) {
    assert(error instanceof ConnectError, 'an address is refused with a ConnectError');
    return false;
  }
}
