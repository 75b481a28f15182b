import ipaddr from 'ipaddr.js';
import { assert } from '#std/assert';

/**
 * Which addresses a webhook may be sent to (W2). A team chooses its own URLs, so each one could be
 * an attempt to reach what only this machine can reach (SSRF). Only unicast addresses of the public
 * internet are allowed, judged by the ranges of the address registries.
 */
export interface AddressPolicy {
  /** Whether `http:` is allowed besides `https:`; never in production. */
  readonly allowsHttp: boolean;
  /** Exceptions: ranges that are allowed although they are private. */
  readonly allowedSubnets: readonly Subnet[];
}

export type Subnet = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** `refused` names the range of a refused address: "private", "loopback", "6to4" and so on. */
export type AddressVerdict = { readonly refused: string } | { readonly refused: null };

export interface AddressPolicyOptions {
  readonly allowsHttp?: boolean;
  /** In CIDR notation, or single addresses; see `isSubnet`. */
  readonly allowedSubnets?: readonly string[];
}

export function createAddressPolicy(options: AddressPolicyOptions = {}): AddressPolicy {
  const { allowsHttp = false, allowedSubnets = [] } = options;
  return { allowsHttp, allowedSubnets: allowedSubnets.map(parseSubnet) };
}

/** Whether a text is a subnet in CIDR notation, like `10.0.0.0/8`, or one address. */
export function isSubnet(text: string): boolean {
  return ipaddr.isValidCIDR(text) || ipaddr.isValid(text);
}

function parseSubnet(text: string): Subnet {
  assert(isSubnet(text), `a subnet in CIDR notation or an address: ${text}`);
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Judges one address as a resolver or a parsed URL gives it, without brackets. */
export function judgeAddress(address: string, policy: AddressPolicy): AddressVerdict {
  if (!ipaddr.isValid(address)) return { refused: 'unreadable' };
  const parsed = ipaddr.parse(address);
  if (policy.allowedSubnets.some((subnet) => isWithin(parsed, subnet))) return { refused: null };
  return { refused: refusedRangeOf(parsed) };
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Subnet): boolean {
  if (address instanceof ipaddr.IPv4) {
    return network instanceof ipaddr.IPv4 && address.match(network, bits);
  }
  return network instanceof ipaddr.IPv6 && address.match(network, bits);
}

/** Addresses from which cloud platforms serve credentials and configuration to their machines. */
const metadataSubnets: readonly Subnet[] = [
  parseSubnet('169.254.169.254/32'),
  parseSubnet('fd00:ec2::254/128'),
  parseSubnet('100.100.100.200/32'),
  // A public address that only machines of one platform reach.
  parseSubnet('168.63.129.16/32'),
];

/**
 * The only IPv6 space that is assigned for the public internet. IPv4-compatible addresses, among
 * others, lie outside of it, but `ipaddr.js` counts them as unicast.
 */
const globalUnicast = parseSubnet('2000::/3');

function refusedRangeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | null {
  if (metadataSubnets.some((subnet) => isWithin(address, subnet))) return 'metadata';
  const range = address.range();
  if (range !== 'unicast') return range;
  if (address instanceof ipaddr.IPv6 && !isWithin(address, globalUnicast)) return 'notGlobal';
  return null;
}
