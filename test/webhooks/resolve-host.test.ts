import { describe, expect, it, onTestFinished } from 'vitest';
import { createPoster } from '#src/webhooks/http/post.ts';
import { createResolveHost } from '#src/webhooks/http/resolve-host.ts';
import { systemClock } from '#std/clock';
import { createNameServer } from '#test/name-server';
import { createWebhookReceiver } from '#test/webhook-receiver';
import { createAddressPolicy } from '#webhooks';

async function setup(records: Readonly<Record<string, readonly string[]>>) {
  const nameServer = await createNameServer(records);
  onTestFinished(() => nameServer.close());
  const servers = [nameServer.address];
  return { nameServer, resolveHost: createResolveHost({ servers, tryTimeoutMs: 500, tries: 1 }) };
}

describe('resolving a host', () => {
  it('gives all addresses that the name server knows', async () => {
    const { resolveHost, nameServer } = await setup({ 'two.test': ['192.0.2.1', '192.0.2.2'] });
    expect(await resolveHost('two.test')).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(await resolveHost('TWO.test.')).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(new Set(nameServer.questions)).toEqual(new Set(['A two.test', 'AAAA two.test']));
  });

  it('rejects for a name that does not exist, and for a server that is silent', async () => {
    const { resolveHost } = await setup({});
    await expect(resolveHost('nowhere.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    const mute = createResolveHost({ servers: ['127.0.0.1:9'], tryTimeoutMs: 100, tries: 1 });
    await expect(mute('any.test')).rejects.toBeInstanceOf(Error);
  });

  it('asks nobody about addresses and about this machine', async () => {
    const { resolveHost, nameServer } = await setup({});
    expect(await resolveHost('203.0.113.9')).toEqual(['203.0.113.9']);
    expect(await resolveHost('[2001:db8::1]')).toEqual(['2001:db8::1']);
    expect(await resolveHost('LOCALHOST')).toEqual(['127.0.0.1', '::1']);
    expect(await resolveHost('any.localhost')).toEqual(['127.0.0.1', '::1']);
    expect(nameServer.questions).toEqual([]);
  });

  it('leads a post to the address that the name server gave, and asks once', async () => {
    const { resolveHost, nameServer } = await setup({ 'receiver.test': ['127.0.0.1'] });
    const receiver = await createWebhookReceiver();
    const poster = createPoster({
      policy: createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] }),
      resolveHost,
      clock: systemClock,
      statusTimeoutMs: 2_000,
      connectTimeoutMs: 1_000,
    });
    onTestFinished(async () => {
      await receiver.close();
      await poster.close();
    });
    const url = `http://receiver.test:${receiver.port}/`;
    const answer = await poster.post({ url, headers: [], body: Buffer.from('{}') });
    expect(answer).toMatchObject({ status: 200, failure: null });
    expect(nameServer.questions.toSorted()).toEqual(['A receiver.test', 'AAAA receiver.test']);
  });
});
