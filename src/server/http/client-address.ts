import ipaddr from 'ipaddr.js';

/**
 * Finds the address of the client behind proxies. A proxy appends the address that it saw to
 * X-Forwarded-For, so the list is read from its end: each trusted proxy vouches for the address
 * before it, and the first address that is not trusted is the client. Whatever a client wrote into
 * the header itself stands further left and is never reached.
 */
export type AddressResolver = (
  remote: string | undefined,
  forwardedFor: string | undefined,
) => string;

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

const hopsMax = 20;
const unknownAddress = '0.0.0.0';

/**
 * `trusted` holds addresses and CIDR ranges. `onUntrusted` is called once, with the first peer that
 * forwards and is not trusted.
 */
export function createAddressResolver(
  trusted: readonly string[],
  onUntrusted: (peer: string) => void = () => {},
): AddressResolver {
  const ranges = trusted.map(parseRange);
  const isTrusted = (address: Address) => ranges.some((range) => isWithin(address, range));
  let isTold = false;

  function tellUntrusted(remote: string): void {
    const peer = parseAddress(remote);
    if (!peer || isTrusted(peer)) return;
    isTold = true;
    onUntrusted(peer.toString());
  }

  const resolve: AddressResolver = (remote, forwardedFor) => {
    let client = parseAddress(remote ?? '');
    if (!client) return unknownAddress;
    const hops = forwardedFor ? forwardedFor.split(',').reverse().slice(0, hopsMax) : [];
    for (const hop of hops) {
      if (!isTrusted(client)) break;
      const before = parseAddress(hop.trim());
      if (!before) break;
      client = before;
    }
    return client.toString();
  };

  // The same peer mostly asks again, so its parsed address is kept.
  let last = { remote: '', client: unknownAddress };
  return (remote = '', forwardedFor) => {
    if (forwardedFor) {
      if (!isTold) tellUntrusted(remote);
      return resolve(remote, forwardedFor);
    }
    if (remote !== last.remote) last = { remote, client: resolve(remote, undefined) };
    return last.client;
  };
}

function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isWithin(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match([network, bits] as never);
}

/** Reads `1.2.3.4`, `1.2.3.4:80`, `::1` and `[::1]:80`; IPv4-mapped addresses become IPv4. */
function parseAddress(text: string): Address | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1');
  const withoutZone = bare.replace(/%.*$/, '');
  return ipaddr.isValid(withoutZone) ? ipaddr.process(withoutZone) : null;
}
