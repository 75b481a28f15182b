import type { EventType } from '#events';
import { EventTypeEnum } from '#schema/events';
import {
  builder,
  connectionOf,
  encodeGlobalId,
  idOf,
  pageArguments,
  pageOf,
  teamOf,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import { type Endpoint, findEndpoint, listEndpoints } from '#webhooks';

const DisabledReasonEnum = builder.enumType('WebhookDisabledReason', {
  description: 'Why nothing is sent to an endpoint.',
  values: {
    BY_TEAM: { description: 'Its team disabled it.' },
    GONE: { description: 'It answered with status 410.' },
    FAILING: { description: 'Every attempt failed for five days.' },
  } as const,
});

export const WebhookEndpoint = builder.objectRef<Endpoint>('WebhookEndpoint').implement({
  description:
    'Where the team receives events as signed requests (Standard Webhooks 1.0). Deliveries come at ' +
    'least once and in no promised order: take each `webhook-id` once, and of a sample the highest ' +
    '`revision`.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id.',
      resolve: ({ id }) => encodeGlobalId('WebhookEndpoint', id),
    }),
    url: t.exposeString('url', { description: 'Where requests are sent.' }),
    description: t.exposeString('description', { description: 'For people.' }),
    eventTypes: t.field({
      type: [EventTypeEnum],
      nullable: true,
      description: 'The types of events that it receives; null for all.',
      resolve: ({ eventTypes }) => eventTypes as readonly EventType[] | null,
    }),
    userId: t.id({
      nullable: true,
      description: 'The only user whose events it receives; null for all users.',
      resolve: ({ userId }) => userId && encodeGlobalId('User', userId),
    }),
    headerNames: t.exposeStringList('headerNames', {
      description: "The names of the team's own headers. Their values are not shown.",
    }),
    ratePerSecond: t.exposeInt('ratePerSecond', {
      nullable: true,
      description: 'How many requests it takes in a second; null for no limit of its own.',
    }),
    isEnabled: t.boolean({
      description: 'Whether events are sent to it.',
      resolve: ({ disabled }) => disabled === null,
    }),
    disabledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is disabled; null while it is enabled.',
      resolve: ({ disabled }) => disabled?.at ?? null,
    }),
    disabledReason: t.field({
      type: DisabledReasonEnum,
      nullable: true,
      description: 'Why it is disabled; null while it is enabled.',
      resolve: ({ disabled }) => disabled?.reason ?? null,
    }),
    failingSince: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when every attempt failed; null after a success.',
      resolve: ({ failingSince }) => failingSince,
    }),
    slowedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when nothing is sent, because it asked for a pause; null for none yet.',
      resolve: ({ slowedUntil }) => slowedUntil,
    }),
    previousSecretUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when the secret before the present one signs too; null for none.',
      resolve: ({ previousSecretUntil }) => previousSecretUntil,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created. It receives the events since then.',
      resolve: ({ createdAt }) => createdAt,
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When it was last changed by its team.',
      resolve: ({ updatedAt }) => updatedAt,
    }),
  }),
});

const WebhookEndpointConnection = builder.connectionObject(
  { type: WebhookEndpoint, name: 'WebhookEndpointConnection', description: 'A page of endpoints.' },
  { name: 'WebhookEndpointEdge', description: 'An endpoint and its place in the list.' },
);

builder.queryField('webhookEndpoints', (t) =>
  t.field({
    type: WebhookEndpointConnection,
    description: "The team's endpoints, oldest first.",
    authScopes: { key: 'webhooks' },
    args: {
      ...pageArguments(),
      isFailing: t.arg.boolean({
        description:
          'Only those whose attempts fail, or that were disabled because of what they answered; or, ' +
          'when false, only the others.',
      }),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const endpoints = await listEndpoints(context.db, context.services.webhookContext, {
        teamId: teamOf(context),
        afterId: page.after,
        isFailing: args.isFailing,
        limit: page.rows + 1,
      });
      return connectionOf(endpoints, page, ({ id }) => id);
    },
  }),
);

builder.queryField('webhookEndpoint', (t) =>
  t.field({
    type: WebhookEndpoint,
    nullable: true,
    description: 'One of the team’s endpoints; null when there is none of that id.',
    authScopes: { key: 'webhooks' },
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: (_parent, args, context) =>
      findEndpoint(
        context.db,
        context.services.webhookContext,
        teamOf(context),
        idOf(args.id, 'WebhookEndpoint', 'id'),
      ),
  }),
);
