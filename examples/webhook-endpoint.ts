import {
  type Backend,
  CreateWebhookEndpoint,
  createBackend,
  DeleteWebhookEndpoint,
} from 'glucose-gateway-client/server';
import { readSandbox } from './sandbox.ts';

/** Orders webhooks of the sandbox to a URL, until the program is told to end. Returns the secret. */
export async function orderWebhooks(url: string): Promise<string> {
  const { graphqlUrl, apiKey } = readSandbox();
  const gateway = createBackend({ url: graphqlUrl, apiKey });
  const { createWebhookEndpoint: created } = await gateway.ask(CreateWebhookEndpoint, { url });
  if (created.__typename !== 'CreateWebhookEndpointSuccess') throw new Error(created.whatToDo);
  console.log(`listening on ${url}; Ctrl-C deletes the endpoint again`);
  let isLeaving = false;
  // npm passes a signal on that the program has already had: a second one ends nothing sooner.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isLeaving) void leave(gateway, created.endpoint.id);
      isLeaving = true;
    });
  }
  return created.secret;
}

async function leave(gateway: Backend, endpointId: string): Promise<void> {
  await gateway.ask(DeleteWebhookEndpoint, { endpointId });
  process.exit(0);
}
