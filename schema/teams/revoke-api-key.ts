import {
  auditSourceOf,
  builder,
  encodeGlobalId,
  idOf,
  NotFound,
  teamActorOf,
  teamOf,
} from '#schema/kit';
import {
  type ApiKey as ApiKeyRecord,
  findApiKeys,
  type OpenedByKey,
  type RevokedKey,
  revokeApiKey,
} from '#teams';
import { findKeptEndpoints } from '#webhooks';
import { ApiKey } from './api-key.ts';

const Opened = builder.objectRef<OpenedByKey>('OpenedByApiKey').implement({
  description:
    'What a revoked key had opened and was still good, also through keys that it made: as it was ' +
    'when the key was revoked, without the key that asked when all of it was ended.',
  fields: (t) => ({
    isEnded: t.boolean({
      description: 'Whether it was ended with the key; false when it goes on.',
      resolve: ({ isEnded }) => isEnded,
    }),
    userTokenCount: t.int({
      description:
        'How many user tokens have not come to their end. Those that go on do so for 24 hours at ' +
        'most, or until `revokeUserTokens`.',
      resolve: ({ userTokenCount }) => userTokenCount,
    }),
    linkTokenCount: t.int({
      description: 'How many link tokens are neither used nor expired; they last 60 minutes.',
      resolve: ({ linkTokenCount }) => linkTokenCount,
    }),
    webhookEndpointIds: t.field({
      type: ['ID'],
      description:
        'The webhook endpoints that are still there, oldest first, as far as the audit reaches back. ' +
        'They are never ended with the key, since they hold no credential and a receiver of yours may ' +
        'depend on them; `updateWebhookEndpoint` disables and `deleteWebhookEndpoint` removes one ' +
        'that nobody of yours made.',
      resolve: ({ endpointIds }) => endpointIds.map((id) => encodeGlobalId('WebhookEndpoint', id)),
    }),
    apiKeys: t.field({
      type: [ApiKey],
      description: 'The API keys, newest first.',
      resolve: ({ apiKeyIds }, _args, { db }): Promise<ApiKeyRecord[]> =>
        findApiKeys(db, apiKeyIds),
    }),
  }),
});

const RevokeApiKeySuccess = builder.objectRef<RevokedKey>('RevokeApiKeySuccess').implement({
  description: 'The key is ended.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKey,
      description: 'The ended key.',
      resolve: ({ apiKey }) => apiKey,
    }),
    opened: t.field({
      type: Opened,
      description: 'What the key had opened.',
      resolve: ({ opened }) => opened,
    }),
  }),
});

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeySuccess,
    description:
      'Ends a key for good, within a second on all nodes; its sockets and subscriptions are closed ' +
      'within seconds. Revoking again changes nothing, but for what was left open.',
    authScopes: { key: 'keys' },
    args: {
      apiKeyId: t.arg.id({ required: true, description: 'The key.' }),
      endsWhatItOpened: t.arg.boolean({
        defaultValue: false,
        description:
          'Whether to end also the user tokens, link tokens and keys that were made with it, with ' +
          'their sockets: for a key that was stolen, not for one that is replaced. The key that ' +
          'asks is spared, with what it opened itself.',
      }),
    },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const revoked = await revokeApiKey(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        keyId: idOf(args.apiKeyId, 'ApiKey', 'apiKeyId'),
        endsWhatItOpened: args.endsWhatItOpened ?? false,
        openedLinks: context.services.openedLinks,
        keptEndpoints: findKeptEndpoints,
        sparedKeyId: teamActorOf(context).keyId,
      });
      if (!revoked) throw new NotFound('ApiKey', 'apiKeyId');
      context.services.authenticator.clearCache();
      return revoked;
    },
  }),
);
