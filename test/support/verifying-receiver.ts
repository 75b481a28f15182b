import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

/** A real receiver: checks each signature with both packages, counts each id, keeps the highest revision. */
export interface WebhookReceiver {
  readonly url: string;
  /** Bodies in the order in which they came, doubles too. */
  readonly received: ReceivedWebhook[];
  readonly refused: string[];
  trust(secret: string): void;
  /** The samples as a correct consumer holds them, by user and timestamp. */
  samples(): ReadonlyMap<string, ReceivedSample>;
  close(): Promise<void>;
}

export interface ReceivedWebhook {
  readonly id: string;
  readonly body: {
    readonly id: string;
    readonly event_type: string;
    readonly user_id: string;
    readonly data: { readonly data?: readonly ReceivedSample[] };
  };
}

export interface ReceivedSample {
  readonly timestamp: string;
  readonly value: number;
  readonly value_mg_dl: number;
  readonly trend: string;
  readonly revision: number;
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const refused: string[] = [];
  let secret = '';
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = request.headers as Record<string, string>;
    try {
      expectSigned(secret, headers, body);
      received.push({ id: String(headers['webhook-id']), body: JSON.parse(body) });
      response.writeHead(204).end();
    } catch (error) {
      refused.push(String(error));
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    refused,
    trust(given) {
      secret = given;
    },
    samples: () => samplesOf(received),
    close: () => closed(server),
  };
}

/**
 * What `verify` of both packages does, but for their look at the machine's clock: a receiver of a
 * sender whose time is a test's own takes the time from the header.
 */
function expectSigned(secret: string, headers: Record<string, string>, body: string): void {
  for (const [prefix, Package] of [
    ['webhook', Webhook],
    ['svix', SvixWebhook],
  ] as const) {
    const at = new Date(Number(headers[`${prefix}-timestamp`]) * 1000);
    const signature = new Package(secret).sign(String(headers[`${prefix}-id`]), at, body);
    const given = String(headers[`${prefix}-signature`]).split(' ');
    if (!given.includes(signature)) throw new Error(`${prefix}-signature does not fit`);
  }
}

function samplesOf(received: readonly ReceivedWebhook[]): ReadonlyMap<string, ReceivedSample> {
  const samples = new Map<string, ReceivedSample>();
  for (const { body } of received) {
    for (const sample of body.data.data ?? []) {
      const key = `${body.user_id} ${sample.timestamp}`;
      const known = samples.get(key);
      if (!known || known.revision < sample.revision) samples.set(key, sample);
    }
  }
  return samples;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
