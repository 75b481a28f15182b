import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { plainHost } from './endpoint-url.ts';

/**
 * Asks DNS itself instead of the platform's lookup: that one runs on four threads which a single
 * slow name server could hold from all other endpoints. The machine's hosts file is not read;
 * `localhost` means loopback, as RFC 6761 has it.
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
/** More answers than this are not looked at. */
const addressesMax = 32;

/** Resolves to all addresses of a host, IPv4 first; to none when it has none. Rejects with why. */
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
