import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { plainHost } from './endpoint-url.ts';

/**
 * Asks DNS directly instead of `dns.lookup`, which runs on four threads: one slow name server could
 * occupy all of them. The machine's hosts file is not read; `localhost` means loopback, as RFC 6761
 * says.
 */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

export interface ResolverOptions {
  /** Name servers as `address:port`; the machine's own without it. */
  readonly servers?: readonly string[];
  readonly tryTimeoutMs?: number;
  readonly tries?: number;
}

const tryTimeoutMsDefault = 2_000;
const triesDefault = 2;
/** Further addresses are ignored. */
const addressesMax = 32;

/**
 * Resolves to all addresses of a host, IPv4 first; rejects with the DNS error when there are none.
 */
export function createResolveHost(options: ResolverOptions = {}): ResolveHost {
  const resolver = new Resolver({
    timeout: options.tryTimeoutMs ?? tryTimeoutMsDefault,
    tries: options.tries ?? triesDefault,
  });
  if (options.servers) resolver.setServers(options.servers);

  return async (hostname) => {
    const host = plainHost(hostname);
    if (isIP(host)) return [host];
    if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(host),
      resolver.resolve6(host),
    ]);
    const addresses = [four, six].flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    if (addresses.length === 0 && four.status === 'rejected') throw four.reason;
    return addresses.slice(0, addressesMax);
  };
}
