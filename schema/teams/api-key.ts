import {
  auditSourceOf,
  builder,
  checked,
  checkedIfGiven,
  connectionOf,
  encodeGlobalId,
  futureInstant,
  idOf,
  NotFound,
  pageArguments,
  pageOf,
  teamOf,
  text,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  type ApiKeyCreation,
  type ApiKey as ApiKeyRecord,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from '#teams';

const nameLengthMax = 200;

const ApiKey = builder.objectRef<ApiKeyRecord>('ApiKey').implement({
  description: 'A key of the team. The secret itself is shown once, when the key is created.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id.',
      resolve: ({ id }) => encodeGlobalId('ApiKey', id),
    }),
    name: t.exposeString('name', { description: 'For people.' }),
    hint: t.exposeString('hint', {
      description: 'The beginning and the last four characters of the secret.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created.',
      resolve: ({ createdAt }) => createdAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null when it does not.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    revokedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was ended; null when it was not.',
      resolve: ({ revokedAt }) => revokedAt,
    }),
    lastUsedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, to the minute; null for never.',
      resolve: ({ lastUsedAt }) => lastUsedAt,
    }),
  }),
});

const ApiKeyConnection = builder.connectionObject(
  { type: ApiKey, name: 'ApiKeyConnection', description: 'A page of keys.' },
  { name: 'ApiKeyEdge', description: 'A key and its place in the list.' },
);

builder.queryField('apiKeys', (t) =>
  t.field({
    type: ApiKeyConnection,
    description: "The team's keys, newest first, ended ones too.",
    authScopes: { team: true },
    args: {
      ...pageArguments(),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const limit = page.rows + 1;
      const teamId = teamOf(context);
      const keys = await listApiKeys(context.db, { teamId, beforeId: page.after, limit });
      return connectionOf(keys, page, ({ id }) => id);
    },
  }),
);

const CreateApiKeySuccess = builder.objectRef<ApiKeyCreation>('CreateApiKeySuccess').implement({
  description: 'The key was created.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKey,
      description: 'The new key.',
      resolve: ({ apiKey }) => apiKey,
    }),
    secret: t.exposeString('secret', {
      description: 'The secret, to be sent as `x-api-key`. It is never shown again.',
    }),
  }),
});

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreateApiKeySuccess,
    description: 'Creates a key of the team.',
    authScopes: { team: true },
    args: {
      name: t.arg.string({
        required: true,
        description: `For people, 1 to ${nameLengthMax} characters.`,
      }),
      expiresAt: t.arg({
        type: 'DateTime',
        description: 'When it ends by itself; never unless given.',
      }),
    },
    errors: {},
    resolve: (_parent, args, context) => {
      const now = new Date(context.clock.nowMs());
      return createApiKey(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        name: checked('name', args.name, text(nameLengthMax)),
        expiresAt: checkedIfGiven('expiresAt', args.expiresAt, futureInstant(now)) ?? null,
      });
    },
  }),
);

const RevokeApiKeySuccess = builder
  .objectRef<{ apiKey: ApiKeyRecord }>('RevokeApiKeySuccess')
  .implement({
    description: 'The key is ended.',
    fields: (t) => ({
      apiKey: t.field({
        type: ApiKey,
        description: 'The ended key.',
        resolve: ({ apiKey }) => apiKey,
      }),
    }),
  });

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeySuccess,
    description:
      'Ends a key for good, within a second on all nodes; what it opened is closed. Revoking ' +
      'again changes nothing.',
    authScopes: { team: true },
    args: { apiKeyId: t.arg.id({ required: true, description: 'The key.' }) },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const apiKey = await revokeApiKey(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        keyId: idOf(args.apiKeyId, 'ApiKey', 'apiKeyId'),
      });
      if (!apiKey) throw new NotFound('ApiKey', 'apiKeyId');
      context.services.authenticator.clearCache();
      return { apiKey };
    },
  }),
);
