import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { keyOfSecret, newSecret } from '#src/webhooks/http/secret.ts';
import { signatureHeaders } from '#src/webhooks/http/sign.ts';

/** The vector that the standard's own libraries carry. */
const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

interface Signed {
  readonly body?: string;
  readonly at?: Date;
  readonly secrets: readonly string[];
}

function sign({ body = vector.body, at = vector.at, secrets }: Signed): Record<string, string> {
  const flat = signatureHeaders({ id: vector.id, at, body: Buffer.from(body), secrets });
  const pairs = flat.flatMap((name, n) => (n % 2 === 0 ? [[name, flat[n + 1] ?? '']] : []));
  return Object.fromEntries(pairs);
}

describe('a signature', () => {
  it('is the one of the known vector, in both spellings of the headers', () => {
    expect(sign({ secrets: [vector.secret] })).toEqual({
      'webhook-id': vector.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': vector.signature,
      'svix-id': vector.id,
      'svix-timestamp': '1614265330',
      'svix-signature': vector.signature,
    });
  });

  it.each([
    ['standardwebhooks', StandardWebhook],
    ['svix', SvixWebhook],
  ])('is accepted by the package %s, and only for the bytes that were signed', (_name, Webhook) => {
    const secret = newSecret();
    const body = '{"value": 5.6, "name": "Zoë 🩸"}';
    const headers = sign({ body, at: new Date(), secrets: [secret] });
    const receiver = new Webhook(secret);
    expect(() => receiver.verify(body, headers)).not.toThrow();
    expect(() => receiver.verify(body.replace('5.6', '6.5'), headers)).toThrow();
    expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
  });

  it('is accepted by the package svix when only its own spelling arrives', () => {
    const secret = newSecret();
    const all = Object.entries(sign({ at: new Date(), secrets: [secret] }));
    const headers = Object.fromEntries(all.filter(([name]) => name.startsWith('svix-')));
    expect(() => new SvixWebhook(secret).verify(vector.body, headers)).not.toThrow();
  });

  it('is made with both secrets while one replaces the other', () => {
    const secrets = [newSecret(), newSecret()];
    const headers = sign({ at: new Date(), secrets });
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of secrets) {
      const verify = () => new StandardWebhook(secret).verify(vector.body, headers);
      expect(verify()).toEqual({ test: 2432232314 });
      expect(() => new SvixWebhook(secret).verify(vector.body, headers)).not.toThrow();
    }
  });
});

describe('a secret', () => {
  it('is new each time, 32 bytes behind its prefix', () => {
    expect(newSecret()).not.toBe(newSecret());
    expect(keyOfSecret(newSecret())).toHaveLength(32);
  });

  it.each([
    ['24 bytes', `whsec_${Buffer.alloc(24, 1).toString('base64')}`, 24],
    ['64 bytes', `whsec_${Buffer.alloc(64, 1).toString('base64')}`, 64],
    ['23 bytes', `whsec_${Buffer.alloc(23, 1).toString('base64')}`, null],
    ['65 bytes', `whsec_${Buffer.alloc(65, 1).toString('base64')}`, null],
    ['no prefix', Buffer.alloc(32, 1).toString('base64'), null],
    ['no base64', `whsec_${'?'.repeat(40)}`, null],
    ['nothing', '', null],
  ])('of %s', (_name, secret, bytes) => {
    expect(keyOfSecret(secret)?.length ?? null).toBe(bytes);
  });
});
