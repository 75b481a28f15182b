import type { AddressInfo } from 'node:net';
import express from 'express';
import { createMemorySeenEvents, verifyWebhook } from 'glucose-gateway-client/server';
import { orderWebhooks } from './webhook-endpoint.ts';

/** Receives webhooks with Express. The body must come raw: a signature is over its exact bytes. */
const seen = createMemorySeenEvents(); // in production createPostgresSeenEvents
let secret = '';

const app = express();
app.post('/webhooks', express.raw({ type: '*/*', limit: '1mb' }), async (request, response) => {
  const event = await verifyWebhook(request.body, request.headers, secret).catch(() => null);
  if (!event) return response.sendStatus(400);
  await seen.once(event.id, () => console.log(`${event.event_type}  ${event.id}`));
  return response.sendStatus(204); // where it throws, Express answers 500, and the event comes again
});

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  secret = await orderWebhooks(`http://127.0.0.1:${port}/webhooks`);
});
