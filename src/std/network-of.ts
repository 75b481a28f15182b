import ipaddr from 'ipaddr.js';

/**
 * The network that a rate limit counts as one client: an IPv4 address, or the /64 network of an IPv6
 * address, since providers assign at least a /64 to each customer.
 */
export function networkOf(address: string): string {
  return address.includes(':') ? prefixOf(address, 64) : address;
}

/**
 * The /48 network of an IPv6 address, as much as providers assign to one customer; null for IPv4.
 * Who has one has 65,536 networks of 64 bits.
 */
export function siteOf(address: string): string | null {
  return address.includes(':') ? prefixOf(address, 48) : null;
}

function prefixOf(address: string, bits: 48 | 64): string {
  const { parts } = ipaddr.IPv6.parse(address);
  const first = parts.slice(0, bits / 16).map((part) => part.toString(16));
  return `${first.join(':')}::/${bits}`;
}
