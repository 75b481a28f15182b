import { systemClock } from '#std/clock';
import { askGateway } from './link-wearer.ts';

/** By this it is found again at the next start. */
export const receiverDescription = 'The receiver of the sandbox';

interface Endpoints {
  readonly webhookEndpoints: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly description: string };
    }[];
  };
}

/** Has the gateway send to the sandbox's receiver, and returns the secret that signs. */
export async function ensureReceiverEndpoint(
  graphqlUrl: string,
  apiKey: string,
  url: string,
): Promise<string> {
  const knownId = await findEndpoint(graphqlUrl, apiKey);
  return knownId === null
    ? create(graphqlUrl, apiKey, url)
    : moveEndpoint(graphqlUrl, apiKey, knownId, url);
}

async function findEndpoint(graphqlUrl: string, apiKey: string): Promise<string | null> {
  const { webhookEndpoints } = await askGateway<Endpoints>(
    graphqlUrl,
    apiKey,
    '{ webhookEndpoints(first: 100) { edges { node { id description } } } }',
    {},
  );
  const known = webhookEndpoints.edges.find(({ node }) => node.description === receiverDescription);
  return known?.node.id ?? null;
}

const recoveredMs = 86_400_000;

/** Has the gateway send at once what the receiver did not take within a day. */
export async function recoverDeliveries(graphqlUrl: string, apiKey: string): Promise<void> {
  const id = await findEndpoint(graphqlUrl, apiKey);
  if (id === null) return;
  const since = new Date(systemClock.nowMs() - recoveredMs).toISOString();
  await askGateway(
    graphqlUrl,
    apiKey,
    `mutation Recover($id: ID!, $since: DateTime!) {
      recoverDeliveries(endpointId: $id, since: $since) { __typename }
    }`,
    { id, since },
  );
}

async function create(graphqlUrl: string, apiKey: string, url: string): Promise<string> {
  const { createWebhookEndpoint } = await askGateway<{ createWebhookEndpoint: { secret: string } }>(
    graphqlUrl,
    apiKey,
    `mutation Receive($url: String!, $description: String!) {
      createWebhookEndpoint(url: $url, description: $description) {
        ... on CreateWebhookEndpointSuccess { secret }
      }
    }`,
    { url, description: receiverDescription },
  );
  return createWebhookEndpoint.secret;
}

async function moveEndpoint(
  graphqlUrl: string,
  apiKey: string,
  id: string,
  url: string,
): Promise<string> {
  const { revealWebhookSecret } = await askGateway<{ revealWebhookSecret: { secret: string } }>(
    graphqlUrl,
    apiKey,
    `mutation Move($id: ID!, $url: String!) {
      updateWebhookEndpoint(endpointId: $id, url: $url, isEnabled: true) { __typename }
      revealWebhookSecret(endpointId: $id) { ... on RevealWebhookSecretSuccess { secret } }
    }`,
    { id, url },
  );
  return revealWebhookSecret.secret;
}
