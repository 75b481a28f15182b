import { EventTypeEnum } from '#schema/events';
import type { Context } from '#schema/kit';
import { builder, InvalidArgument, idOf, NotFound, teamOf } from '#schema/kit';
import {
  createEndpoint,
  deleteEndpoint,
  type Endpoint,
  type JudgedUrl,
  judgeUrl,
  updateEndpoint,
} from '#webhooks';
import { withEndpointAudit } from './endpoint-audit.ts';
import { WebhookEndpoint } from './webhook-endpoint.ts';
import { settingFailure, TooManyWebhookEndpoints, WebhookUrlRefused } from './webhook-failures.ts';

const WebhookHeader = builder.inputType('WebhookHeader', {
  description: 'A header that is sent with each request to an endpoint.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Its name, none that the gateway or HTTP itself sets.',
    }),
    value: t.string({
      required: true,
      description: 'Its value in printable ASCII. It is sealed at rest and never shown again.',
    }),
  }),
});

const settingArguments = () =>
  builder.args((t) => ({
    description: t.string({ description: 'For people, at most 500 characters.' }),
    eventTypes: t.field({
      type: [EventTypeEnum],
      description: 'The types of events to receive; null for all.',
    }),
    userId: t.id({ description: 'The only user whose events to receive; null for all users.' }),
    headers: t.field({
      type: [WebhookHeader],
      description: 'Headers of your own, at most 20. On a change they replace those there were.',
    }),
    ratePerSecond: t.int({
      description: 'How many requests to send in a second at most, 1 to 10,000; null for no limit.',
    }),
  }));

interface SettingArguments {
  readonly description?: string | null | undefined;
  readonly eventTypes?: readonly string[] | null | undefined;
  readonly userId?: string | null | undefined;
  readonly headers?:
    | readonly { readonly name: string; readonly value: string }[]
    | null
    | undefined;
  readonly ratePerSecond?: number | null | undefined;
}

/** For these settings null clears the setting, like an empty value. */
function settingsOf({ description, userId, headers, ...others }: SettingArguments) {
  return {
    ...others,
    ...(description === undefined ? {} : { description: description ?? '' }),
    ...(headers === undefined ? {} : { headers: headers ?? [] }),
    ...(userId === undefined ? {} : { userId: userId && idOf(userId, 'User', 'userId') }),
  };
}

async function judged(context: Context, text: string): Promise<JudgedUrl> {
  const verdict = await judgeUrl(context.services.webhookContext, text);
  if (verdict.kind === 'bad-url') throw new WebhookUrlRefused(verdict.problem);
  return verdict;
}

const CreateWebhookEndpointSuccess = builder
  .objectRef<{ readonly endpoint: Endpoint; readonly secret: string }>(
    'CreateWebhookEndpointSuccess',
  )
  .implement({
    description: 'The endpoint was created.',
    fields: (t) => ({
      endpoint: t.field({
        type: WebhookEndpoint,
        description: 'The new endpoint.',
        resolve: ({ endpoint }) => endpoint,
      }),
      secret: t.exposeString('secret', {
        description:
          'What its requests are signed with (`whsec_…`). Shown again only by `revealWebhookSecret`.',
      }),
    }),
  });

builder.mutationField('createWebhookEndpoint', (t) =>
  t.field({
    type: CreateWebhookEndpointSuccess,
    description:
      'Creates an endpoint, which receives all events from now on that its settings let through.',
    authScopes: { key: 'webhooks' },
    args: {
      url: t.arg.string({ required: true, description: 'An https URL of a public host.' }),
      ...settingArguments(),
      secret: t.arg.string({
        description:
          'A secret that its receiver has already, `whsec_` and 24 to 64 bytes in base64.',
      }),
    },
    errors: { types: [WebhookUrlRefused, TooManyWebhookEndpoints, NotFound] },
    resolve: async (_parent, { url: text, secret, ...settings }, context) => {
      const url = await judged(context, text);
      const teamId = teamOf(context);
      const endpoint = { teamId, url, ...settingsOf(settings), secret: secret ?? undefined };
      return withEndpointAudit(context, async (db, audit) => {
        const creation = await createEndpoint(db, context.services.webhookContext, endpoint);
        switch (creation.kind) {
          case 'created':
            await audit({
              action: 'webhook-endpoint.created',
              endpointId: creation.endpoint.id,
              href: creation.endpoint.url,
            });
            return creation;
          case 'too-many-endpoints':
            throw new TooManyWebhookEndpoints(creation.endpointsMax);
          case 'user-not-found':
            throw new NotFound('User', 'userId');
          case 'bad-secret':
            throw new InvalidArgument('secret', '"whsec_" and 24 to 64 bytes in base64');
          default:
            throw settingFailure(creation);
        }
      });
    },
  }),
);

const UpdateWebhookEndpointSuccess = builder
  .objectRef<{ readonly endpoint: Endpoint }>('UpdateWebhookEndpointSuccess')
  .implement({
    description: 'The endpoint is as it was asked for.',
    fields: (t) => ({
      endpoint: t.field({
        type: WebhookEndpoint,
        description: 'As it is now.',
        resolve: ({ endpoint }) => endpoint,
      }),
    }),
  });

builder.mutationField('updateWebhookEndpoint', (t) =>
  t.field({
    type: UpdateWebhookEndpointSuccess,
    description:
      'Changes what is given of an endpoint and keeps the rest. When it is disabled, what was ' +
      'pending is cancelled, and events that come meanwhile are not sent; `replayEvents` ' +
      'and `recoverDeliveries` bring them back.',
    authScopes: { key: 'webhooks' },
    args: {
      endpointId: t.arg.id({ required: true, description: 'Which one.' }),
      url: t.arg.string({ description: 'An https URL of a public host.' }),
      ...settingArguments(),
      isEnabled: t.arg.boolean({
        description: 'Enabling also forgets why it was disabled and that it failed.',
      }),
    },
    errors: { types: [WebhookUrlRefused, NotFound] },
    resolve: async (_parent, { endpointId: id, url: text, isEnabled, ...settings }, context) => {
      const endpointId = idOf(id, 'WebhookEndpoint', 'endpointId');
      const url = typeof text === 'string' ? await judged(context, text) : undefined;
      const change = {
        teamId: teamOf(context),
        endpointId,
        url,
        ...settingsOf(settings),
        isEnabled: isEnabled ?? undefined,
      };
      return withEndpointAudit(context, async (db, audit) => {
        const update = await updateEndpoint(db, context.services.webhookContext, change);
        switch (update.kind) {
          case 'updated':
            await audit({
              action: 'webhook-endpoint.updated',
              endpointId,
              detail: { isEnabled: update.endpoint.disabled === null },
              href: url && update.endpoint.url,
            });
            return update;
          case 'endpoint-not-found':
            throw new NotFound('WebhookEndpoint', 'endpointId');
          case 'user-not-found':
            throw new NotFound('User', 'userId');
          default:
            throw settingFailure(update);
        }
      });
    },
  }),
);

const DeleteWebhookEndpointSuccess = builder
  .objectRef<{ readonly endpointId: string }>('DeleteWebhookEndpointSuccess')
  .implement({
    description: 'The endpoint is gone, and its deliveries with it.',
    fields: (t) => ({
      endpointId: t.id({
        description: 'The id that it had.',
        resolve: ({ endpointId }) => endpointId,
      }),
    }),
  });

builder.mutationField('deleteWebhookEndpoint', (t) =>
  t.field({
    type: DeleteWebhookEndpointSuccess,
    description: 'Deletes an endpoint for good, with the record of what was sent to it.',
    authScopes: { key: 'webhooks' },
    args: { endpointId: t.arg.id({ required: true, description: 'Which one.' }) },
    errors: { types: [NotFound] },
    resolve: (_parent, args, context) => {
      const endpointId = idOf(args.endpointId, 'WebhookEndpoint', 'endpointId');
      return withEndpointAudit(context, async (db, audit) => {
        const { webhookContext } = context.services;
        const isDeleted = await deleteEndpoint(db, webhookContext, teamOf(context), endpointId);
        if (!isDeleted) throw new NotFound('WebhookEndpoint', 'endpointId');
        await audit({ action: 'webhook-endpoint.deleted', endpointId });
        return { endpointId: args.endpointId };
      });
    },
  }),
);
