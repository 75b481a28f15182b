import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { readSandbox } from './sandbox.ts';

/**
 * Receives webhooks: verifies each signature over the exact bytes, takes each event once, keeps the
 * highest revision of each sample (order is not promised), and acknowledges at once.
 */
const { graphqlUrl, apiKey } = readSandbox();

interface Sample {
  readonly timestamp: string;
  readonly value_mg_dl: number;
  readonly trend_arrow: string;
  readonly revision: number;
}

interface GlucoseEvent {
  readonly event_type: string;
  readonly user_id: string;
  readonly data: { readonly data: readonly Sample[] };
}

const seen = new Set<string>();
const samples = new Map<string, Sample>();
let verifier: Webhook | undefined;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  try {
    if (!verifier) throw new Error('not ready');
    verifier.verify(body, request.headers as Record<string, string>);
  } catch {
    response.writeHead(400).end();
    return;
  }
  response.writeHead(204).end();
  take(String(request.headers['webhook-id']), JSON.parse(body) as GlucoseEvent);
});

function take(id: string, event: GlucoseEvent): void {
  if (seen.has(id)) return;
  seen.add(id);
  console.log(`${event.event_type}  ${id}`);
  if (!event.event_type.startsWith('daily.data.glucose.')) return;
  for (const sample of event.data.data) {
    const key = `${event.user_id} ${sample.timestamp}`;
    const known = samples.get(key);
    if (known && known.revision >= sample.revision) continue;
    samples.set(key, sample);
    console.log(`  ${sample.timestamp}  ${sample.value_mg_dl} mg/dL ${sample.trend_arrow}`);
  }
}

async function ask<Data>(query: string, variables: object): Promise<Data> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (!data) throw new Error(`the gateway refused: ${JSON.stringify(errors)}`);
  return data;
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/webhooks`;
  const { createWebhookEndpoint: created } = await ask<{
    createWebhookEndpoint: { secret: string; endpoint: { id: string } };
  }>(
    `mutation Create($url: String!) {
      createWebhookEndpoint(url: $url) {
        ... on CreateWebhookEndpointSuccess { secret endpoint { id } }
      }
    }`,
    { url },
  );
  verifier = new Webhook(created.secret);
  console.log(`listening on ${url}; Ctrl-C deletes the endpoint again`);
  const leave = async () => {
    await ask(
      'mutation Delete($id: ID!) { deleteWebhookEndpoint(endpointId: $id) { __typename } }',
      created.endpoint,
    );
    process.exit(0);
  };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
});
