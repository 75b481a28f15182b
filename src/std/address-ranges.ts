import ipaddr from 'ipaddr.js';

/** Whether a text is an address, or a range of addresses in CIDR notation. */
export function isAddressRange(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

/** Whether an address is in one of the ranges. IPv4 within IPv6 counts as IPv4. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  return ipaddr.isValid(address) && ranges.some((range) => isRangeWithin(address, range));
}

/** Whether a range lies wholly within another. */
export function isRangeWithin(range: string, outer: string): boolean {
  const [inner, innerBits] = parsed(range);
  const [network, bits] = parsed(outer);
  if (inner.kind() !== network.kind() || innerBits < bits) return false;
  return inner.match([network, bits] as never);
}

function parsed(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
