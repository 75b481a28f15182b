import { verifyWebhook, WebhookVerificationError } from 'glucose-gateway-client/server';
import { describe, expect, it } from 'vitest';
import { newSecret } from '#src/webhooks/http/secret.ts';
import { signatureHeaders } from '#src/webhooks/http/sign.ts';

/** A request as the gateway signs it. */
function signed({ ageMs = 0, body = '{"id":"e-1","event_type":"link.opened"}' } = {}) {
  const secret = newSecret();
  const at = new Date(Date.now() - ageMs);
  const flat = signatureHeaders({ id: 'e-1', at, body: Buffer.from(body), secrets: [secret] });
  const headers: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) headers[flat[i] ?? ''] = flat[i + 1] ?? '';
  return { secret, body, headers };
}

type Signed = ReturnType<typeof signed>;

describe('a webhook that the gateway signed', () => {
  it.each<[string, (of: Signed) => [string | Uint8Array, Parameters<typeof verifyWebhook>[1]]]>([
    ['as text, with the headers of Node', ({ body, headers }) => [body, headers]],
    [
      'as bytes, with the headers of fetch',
      (of) => [Buffer.from(of.body), new Headers(of.headers)],
    ],
    [
      'with one spelling of the headers, in any case, and their values in lists',
      ({ body, headers }) => [
        body,
        Object.fromEntries(
          ['id', 'timestamp', 'signature'].map((name) => [
            `Svix-${name}`,
            [headers[`svix-${name}`] ?? ''],
          ]),
        ),
      ],
    ],
  ])('is taken %s', async (_, received) => {
    const of = signed();
    const [body, headers] = received(of);
    expect(await verifyWebhook(body, headers, of.secret)).toMatchObject({ id: 'e-1' });
  });

  it('is taken by either of two secrets', async () => {
    const { body, headers, secret } = signed();
    const event = await verifyWebhook(body, headers, [newSecret(), secret]);
    expect(event.event_type).toBe('link.opened');
  });
});

const minuteMs = 60_000;

describe('a request that is none of the gateway', () => {
  it.each<[string, string, (of: Signed) => Signed]>([
    ['signature-wrong', 'with another body', (of) => ({ ...of, body: of.body.replace('1', '2') })],
    ['signature-wrong', 'with another secret', (of) => ({ ...of, secret: newSecret() })],
    ['signature-wrong', 'under another id', (of) => withHeaders(of, { 'webhook-id': 'e-2' })],
    [
      'signature-wrong',
      'with a later time',
      (of) => withHeaders(of, { 'webhook-timestamp': `${Math.floor(Date.now() / 1000) + 60}` }),
    ],
    [
      'signature-wrong',
      'signed by a scheme that is not known',
      (of) =>
        withHeaders(of, {
          'webhook-signature': of.headers['webhook-signature']?.replace('v1,', 'v2,') ?? '',
        }),
    ],
    [
      'signature-wrong',
      'with a signature that is no base64',
      (of) => withHeaders(of, { 'webhook-signature': 'v1,%%% v1, nonsense' }),
    ],
    ['timestamp-too-old', 'of six minutes ago', () => signed({ ageMs: 6 * minuteMs })],
    ['timestamp-in-the-future', 'of six minutes on', () => signed({ ageMs: -6 * minuteMs })],
    ['headers-missing', 'without headers', (of) => ({ ...of, headers: {} })],
    [
      'headers-missing',
      'whose time is no number',
      (of) => withHeaders(of, { 'webhook-timestamp': 'now' }),
    ],
    ['body-unreadable', 'whose body is no JSON', () => signed({ body: 'id=1' })],
    ['body-unreadable', 'whose body is no object', () => signed({ body: '7' })],
  ])('is refused as %s %s', async (problem, _, made) => {
    const { body, headers, secret } = made(signed());
    const asked = verifyWebhook(body, headers, secret);
    await expect(asked).rejects.toThrow(WebhookVerificationError);
    await expect(asked).rejects.toMatchObject({ problem });
  });

  it('is not judged by a secret that is none', async () => {
    const { body, headers } = signed();
    await expect(verifyWebhook(body, headers, 'whsec_')).rejects.toThrow(TypeError);
  });
});

function withHeaders(of: Signed, headers: Record<string, string>): Signed {
  return { ...of, headers: { ...of.headers, ...headers } };
}
