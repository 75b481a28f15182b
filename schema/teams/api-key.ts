import { z } from 'zod';
import {
  type ArgumentRule,
  auditSourceOf,
  builder,
  checked,
  checkedIfGiven,
  connectionOf,
  encodeGlobalId,
  futureInstant,
  InvalidArgument,
  pageArguments,
  pageOf,
  QuotaExceeded,
  teamActorOf,
  teamOf,
  text,
  unauthenticated,
} from '#schema/kit';
import { ApiKeyScopeEnum } from '#schema/users';
import { isAddressRange } from '#std/address-ranges';
import { isUuid } from '#std/ids';
import {
  type ApiKeyCreation,
  type ApiKey as ApiKeyRecord,
  type ApiKeyScope,
  boundRights,
  createApiKey,
  listApiKeys,
  MakerRevokedError,
  OutlivesMakerError,
  type TeamActor,
  TooManyApiKeysError,
} from '#teams';

const nameLengthMax = 200;
const addressRangesMax = 50;

export const ApiKey = builder.objectRef<ApiKeyRecord>('ApiKey').implement({
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
    scopes: t.field({
      type: [ApiKeyScopeEnum],
      description: 'What it may do.',
      resolve: ({ scopes }) => scopes,
    }),
    addressRanges: t.stringList({
      nullable: true,
      description: 'From which addresses alone it may be used; null for all.',
      resolve: ({ addressRanges }) => addressRanges && [...addressRanges],
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
    authScopes: { key: 'keys' },
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
    authScopes: { key: 'keys' },
    args: {
      name: t.arg.string({
        required: true,
        description: `For people, 1 to ${nameLengthMax} characters.`,
      }),
      expiresAt: t.arg({
        type: 'DateTime',
        description:
          'When it ends by itself, no later than the key that makes it; as that one unless given, never ' +
          'where that one does not end.',
      }),
      scopes: t.arg({
        type: [ApiKeyScopeEnum],
        description: 'What it may do, no more than the key that makes it; as much unless given.',
      }),
      addressRanges: t.arg.stringList({
        description:
          `From where alone it may be used: 1 to ${addressRangesMax} addresses or ranges like ` +
          '"192.0.2.0/24", none beyond those of the key that makes it; as that one unless given. ' +
          'Its user tokens and link tokens are good from everywhere.',
      }),
    },
    errors: { types: [QuotaExceeded] },
    resolve: (_parent, args, context) => {
      const now = new Date(context.clock.nowMs());
      const maker = teamActorOf(context);
      const key = {
        teamId: maker.teamId,
        createdByKeyId: maker.keyId,
        rights: rightsWanted(maker, args),
        name: checked('name', args.name, text(nameLengthMax)),
        expiresAt: checkedIfGiven('expiresAt', args.expiresAt, futureInstant(now)) ?? null,
      };
      const source = auditSourceOf(context);
      const { apiKeysMax: keysMax } = context.services.quotas;
      return createApiKey(context.db, context.clock, source, { ...key, keysMax }).catch((error) => {
        if (error instanceof TooManyApiKeysError) throw new QuotaExceeded('API_KEYS', keysMax);
        if (error instanceof OutlivesMakerError) {
          const end = error.makerEndsAt.toISOString();
          throw new InvalidArgument(
            'expiresAt',
            `no later than the key that makes it ends (${end})`,
          );
        }
        throw error instanceof MakerRevokedError ? unauthenticated() : error;
      });
    },
  }),
);

const someRanges: ArgumentRule<string[]> = {
  takes: z.array(z.string().refine(isAddressRange)).min(1).max(addressRangesMax),
  expected: `1 to ${addressRangesMax} addresses or ranges of addresses, like "192.0.2.0/24"`,
};
const someScopes: ArgumentRule<unknown> = {
  takes: z.array(z.unknown()).min(1),
  expected: 'at least one scope',
};

interface RightsArguments {
  readonly scopes?: readonly ApiKeyScope[] | null | undefined;
  readonly addressRanges?: readonly string[] | null | undefined;
}

function rightsWanted(maker: TeamActor, args: RightsArguments) {
  checkedIfGiven('scopes', args.scopes, someScopes);
  const bound = boundRights(maker, {
    scopes: args.scopes ? [...new Set(args.scopes)] : null,
    addressRanges: checkedIfGiven('addressRanges', args.addressRanges, someRanges) ?? null,
  });
  switch (bound.kind) {
    case 'granted':
      return bound.rights;
    case 'scope-exceeded': {
      const name = bound.scope.toUpperCase();
      throw new InvalidArgument('scopes', `no more than the key has that makes it (not ${name})`);
    }
    case 'range-exceeded':
      throw new InvalidArgument(
        'addressRanges',
        `ranges within those of the key that makes it (not ${bound.range})`,
      );
  }
}
