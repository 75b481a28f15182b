import { eventually } from '#test/eventually';
import type { ConsoleRig } from './console-rig.ts';

/** A screen of the console, and something that is there once it has what it shows. */
export interface ConsoleScreen {
  readonly path: string;
  readonly screen: string;
  readonly shown: string;
}

/** Every screen that needs no endpoint. */
export function screensOf({ annaId }: Pick<ConsoleRig, 'annaId'>): readonly ConsoleScreen[] {
  const annaPath = `/people/${annaId.replace('User:', '')}`;
  return [
    { path: '/', screen: 'overview', shown: '[data-panel=dexcom-status]' },
    { path: '/people', screen: 'people', shown: 'tbody tr:nth-child(2)' },
    { path: annaPath, screen: 'person', shown: '[data-panel=time-in-range]' },
    { path: `${annaPath}/report`, screen: 'report', shown: '.empty, [data-panel=days]' },
    { path: '/events', screen: 'events', shown: 'tbody tr:nth-child(2)' },
    {
      path: '/webhooks',
      screen: 'webhooks',
      shown: '[data-panel=deliveries] :is(.empty, tbody tr)',
    },
    { path: '/settings', screen: 'session', shown: '[data-panel=session]' },
    { path: '/settings/keys', screen: 'keys', shown: 'tbody tr' },
    { path: '/settings/team', screen: 'team', shown: '[data-panel=link-page]' },
    { path: '/settings/audit', screen: 'audit', shown: 'tbody tr' },
    { path: '/settings/deleted', screen: 'deleted', shown: '.empty' },
  ];
}

const createEndpoint = `mutation ($url: String!) { createWebhookEndpoint(url: $url) {
  ... on CreateWebhookEndpointSuccess { endpoint { id } } ... on Error { message } } }`;
const sendTest = `mutation ($id: ID!) { sendTestEvent(endpointId: $id) {
  __typename ... on Error { message } } }`;
const newest = `query ($id: ID!) { deliveries(endpointId: $id, first: 1) { edges { node {
  id attempts { number } } } } }`;

interface Made {
  readonly createWebhookEndpoint: { readonly endpoint: { readonly id: string } };
}
interface Newest {
  readonly deliveries: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly attempts: readonly object[] };
    }[];
  };
}

/** The screens of an endpoint at which nobody listens, and of a delivery that failed there. */
export async function endpointScreens(rig: ConsoleRig): Promise<readonly ConsoleScreen[]> {
  const url = 'http://127.0.0.1:9/nobody';
  const { createWebhookEndpoint } = await rig.ask<Made>(createEndpoint, { url });
  const { id } = createWebhookEndpoint.endpoint;
  await rig.ask(sendTest, { id });
  const node = await eventually(async () => {
    const { deliveries } = await rig.ask<Newest>(newest, { id });
    const found = deliveries.edges[0]?.node;
    return found && found.attempts.length > 0 ? found : null;
  });
  const delivery = encodeURIComponent(node.id);
  return [
    {
      path: `/webhooks/${id.replace('WebhookEndpoint:', '')}`,
      screen: 'endpoint',
      shown: '[data-panel=deliveries] tbody tr',
    },
    { path: `/deliveries/${delivery}`, screen: 'delivery', shown: '[data-panel=attempts] li' },
  ];
}
