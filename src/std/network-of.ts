import ipaddr from 'ipaddr.js';

/**
 * The network that a rate limit counts as one client: an IPv4 address, or the /64 network of an IPv6
 * address, since providers assign at least a /64 to each customer.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const { parts } = ipaddr.IPv6.parse(address);
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
