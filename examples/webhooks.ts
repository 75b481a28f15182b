import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createMemorySeenEvents,
  isGlucoseEvent,
  verifyWebhook,
  type WebhookEvent,
  type WebhookSample,
} from 'glucose-gateway-client/server';
import { orderWebhooks } from './webhook-endpoint.ts';

/**
 * Receives webhooks: verifies each signature over the exact bytes, takes each event once, keeps the
 * highest revision of each sample (order is not promised), and acknowledges what was handled.
 */
const seen = createMemorySeenEvents(); // in production createPostgresSeenEvents
const revisions = new Map<string, number>(); // also of samples that were deleted
const samples = new Map<string, WebhookSample>();
let secret = '';

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(await receive(Buffer.concat(chunks), request.headers)).end();
});

async function receive(body: Buffer, headers: NodeJS.Dict<string | string[]>): Promise<number> {
  let event: WebhookEvent;
  try {
    event = await verifyWebhook(body, headers, secret);
  } catch {
    return 400;
  }
  try {
    await seen.once(event.id, () => take(event));
    return 204;
  } catch {
    return 500; // it comes again
  }
}

function take(event: WebhookEvent): void {
  console.log(`${event.event_type}  ${event.id}`);
  const isDeleted = event.event_type === 'daily.data.glucose.deleted';
  if (!isDeleted && !isGlucoseEvent(event)) return;
  for (const sample of event.data.data) {
    const key = `${event.user_id} ${sample.timestamp}`;
    if ((revisions.get(key) ?? 0) >= sample.revision) continue;
    revisions.set(key, sample.revision);
    if (isDeleted) samples.delete(key);
    else samples.set(key, sample);
    console.log(`  ${sample.timestamp}  ${sample.value_mg_dl} mg/dL ${sample.trend_arrow}`);
  }
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  secret = await orderWebhooks(`http://127.0.0.1:${port}/webhooks`);
});
