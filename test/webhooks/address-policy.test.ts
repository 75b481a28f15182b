import { describe, expect, it } from 'vitest';
import { isSubnet, judgeAddress } from '#src/webhooks/http/address-policy.ts';
import { readEndpointUrl } from '#src/webhooks/http/endpoint-url.ts';
import { createAddressPolicy } from '#webhooks';

const policy = createAddressPolicy();

/** What must never be connected to, and what the verdict calls it. */
const hostile: readonly [address: string, range: string][] = [
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['10.0.0.1', 'private'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'carrierGradeNat'],
  ['100.127.255.254', 'carrierGradeNat'],
  ['100.100.100.200', 'metadata'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['168.63.129.16', 'metadata'],
  ['169.254.169.254', 'metadata'],
  ['169.254.0.1', 'linkLocal'],
  ['172.16.0.1', 'private'],
  ['172.31.255.254', 'private'],
  ['192.0.0.1', 'reserved'],
  ['192.0.0.192', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['192.31.196.1', 'as112'],
  ['192.52.193.1', 'amt'],
  ['192.88.99.1', 'reserved'],
  ['192.168.0.1', 'private'],
  ['192.175.48.1', 'as112'],
  ['198.18.0.1', 'reserved'],
  ['198.19.255.254', 'reserved'],
  ['198.51.100.1', 'reserved'],
  ['203.0.113.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::7f00:1', 'notGlobal'],
  ['::127.0.0.1', 'ipv4Mapped'],
  ['::8.8.8.8', 'ipv4Mapped'],
  ['::ffff:127.0.0.1', 'ipv4Mapped'],
  ['::ffff:7f00:1', 'ipv4Mapped'],
  ['::ffff:8.8.8.8', 'ipv4Mapped'],
  ['::ffff:0:8.8.8.8', 'rfc6145'],
  ['64:ff9b::8.8.8.8', 'rfc6052'],
  ['64:ff9b::7f00:1', 'rfc6052'],
  ['64:ff9b:1::1', 'rfc6052'],
  ['100::1', 'discard'],
  ['100:0:0:1::1', 'notGlobal'],
  ['2001::1', 'teredo'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'teredo'],
  ['2001:2::1', 'benchmarking'],
  ['2001:3::1', 'amt'],
  ['2001:4:112::1', 'as112v6'],
  ['2001:10::1', 'deprecatedOrchid'],
  ['2001:20::1', 'orchid2'],
  ['2001:30::1', 'droneRemoteIdProtocolEntityTags'],
  ['2001:db8::1', 'reserved'],
  ['2002:7f00:1::', '6to4'],
  ['2002:808:808::1', '6to4'],
  ['3fff::1', 'reserved'],
  ['4000::1', 'notGlobal'],
  ['5f00::1', 'segmentRouting'],
  ['fc00::1', 'uniqueLocal'],
  ['fd00:ec2::254', 'metadata'],
  ['fd12:3456:789a::1', 'uniqueLocal'],
  ['fe80::1', 'linkLocal'],
  ['fe80::1%eth0', 'linkLocal'],
  ['fec0::1', 'deprecatedSiteLocal'],
  ['ff02::1', 'multicast'],
  ['ff0e::1', 'multicast'],
  ['', 'unreadable'],
  ['localhost', 'unreadable'],
  ['1.2.3.4.5', 'unreadable'],
  ['[2606:4700::1111]', 'unreadable'],
];

const harmless = [
  '1.1.1.1',
  '8.8.8.8',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.254',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
];

describe('an address (W2)', () => {
  it.each(hostile)('%s is refused as %s', (address, range) => {
    expect(judgeAddress(address, policy)).toEqual({ refused: range });
  });

  it.each(harmless)('%s is public', (address) => {
    expect(judgeAddress(address, policy)).toEqual({ refused: null });
  });

  it('of an allowed subnet is let through, and its disguises are not', () => {
    const local = createAddressPolicy({ allowedSubnets: ['127.0.0.0/8', 'fd00::/8'] });
    expect(judgeAddress('127.0.0.1', local).refused).toBeNull();
    expect(judgeAddress('fd12::1', local).refused).toBeNull();
    expect(judgeAddress('::ffff:127.0.0.1', local).refused).toBe('ipv4Mapped');
    expect(judgeAddress('10.0.0.1', local).refused).toBe('private');
    expect(judgeAddress('::1', local).refused).toBe('loopback');
  });
});

/** The platform's parser makes plain addresses of them, which are then judged. */
const disguised: readonly [url: string, host: string][] = [
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f000001/', '127.0.0.1'],
  ['https://017700000001/', '127.0.0.1'],
  ['https://0177.0.0.1/', '127.0.0.1'],
  ['https://0x7f.1/', '127.0.0.1'],
  ['https://127.1/', '127.0.0.1'],
  ['https://①②⑦.⓪.⓪.①/', '127.0.0.1'],
  ['https://169.254.169.254./', '169.254.169.254'],
  ['https://[::1]/', '::1'],
  ['https://[0:0:0:0:0:ffff:127.0.0.1]/', '::ffff:7f00:1'],
  ['https://[::ffff:a9fe:a9fe]/', '::ffff:a9fe:a9fe'],
];

describe('the URL of an endpoint', () => {
  it.each(disguised)('%s is judged as %s', (text, host) => {
    const read = readEndpointUrl(text, policy);
    const hostname = 'url' in read ? read.url.hostname.replace(/^\[|\]$/g, '') : '';
    expect(hostname).toBe(host);
    expect(judgeAddress(hostname, policy).refused).not.toBeNull();
  });

  it.each([
    ['', 'malformed'],
    ['nonsense', 'malformed'],
    ['https://', 'malformed'],
    ['https://exa mple.com/', 'malformed'],
    ['https://1.2.3.256/', 'malformed'],
    ['http://example.com/hook', 'not-https'],
    ['ftp://example.com/', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['https://user@example.com/', 'has-credentials'],
    ['https://user:secret@example.com/', 'has-credentials'],
    ['https://example.com/#part', 'has-fragment'],
    ['https://example.com/#', 'has-fragment'],
    ['https://example.com:0/', 'no-port'],
  ])('%s is refused: %s', (text, problem) => {
    expect(readEndpointUrl(text, policy)).toEqual({ problem });
  });

  it('is bounded as it is written and as it is sent', () => {
    const problem = 'too-long';
    expect(readEndpointUrl(`https://example.com/${'a'.repeat(2048)}`, policy)).toEqual({ problem });
    expect(readEndpointUrl(`https://example.com/${'ä'.repeat(500)}`, policy)).toEqual({ problem });
  });

  it('may name any port and hold a query', () => {
    expect(readEndpointUrl('https://example.com:8443/hook?key=1', policy)).toMatchObject({
      url: { port: '8443', search: '?key=1' },
    });
  });

  it('may be http where the policy allows it', () => {
    const sandbox = createAddressPolicy({ allowsHttp: true });
    expect(readEndpointUrl('http://example.com/', sandbox)).toHaveProperty('url');
    expect(readEndpointUrl('ftp://example.com/', sandbox)).toEqual({ problem: 'not-https' });
  });
});

describe('a subnet', () => {
  it('may be one address', () => {
    const one = createAddressPolicy({ allowedSubnets: ['10.0.0.7', '::1'] });
    expect(judgeAddress('10.0.0.7', one).refused).toBeNull();
    expect(judgeAddress('10.0.0.8', one).refused).toBe('private');
    expect(judgeAddress('::1', one).refused).toBeNull();
  });

  it.each([
    ['10.0.0.0/8', true],
    ['::1/128', true],
    ['10.0.0.0', true],
    ['::1', true],
    ['10.0.0.0/33', false],
    ['example.com/8', false],
  ])('%s is one: %s', (text, expected) => {
    expect(isSubnet(text)).toBe(expected);
  });
});
