import { z } from 'zod';
import {
  type ArgumentRule,
  auditSourceOf,
  builder,
  checked,
  encodeGlobalId,
  InvalidArgument,
  idOf,
  NotFound,
  QuotaExceeded,
  teamActorOf,
  teamOf,
  wholeNumber,
} from '#schema/kit';
import {
  type ApiKeyScope,
  createUserToken,
  revokeUserTokens,
  type UserTokenScope,
  userTokenTtlSeconds,
} from '#teams';
import { UserTokenScopeEnum } from './user-token-scope.ts';

interface CreatedToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly scopes: readonly UserTokenScope[];
}

const CreateUserTokenSuccess = builder.objectRef<CreatedToken>('CreateUserTokenSuccess').implement({
  description: 'A token for one user, for use in a front end.',
  fields: (t) => ({
    token: t.exposeString('token', {
      description: 'To be sent as `Authorization: Bearer …`. It is never shown again.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends by itself.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
    scopes: t.field({
      type: [UserTokenScopeEnum],
      description: 'What it is good for.',
      resolve: ({ scopes }) => scopes,
    }),
  }),
});

const someScopes: ArgumentRule<unknown> = {
  takes: z.array(z.unknown()).min(1),
  expected: 'at least one scope',
};

/** What a key must have itself to give it to a front end. */
const scopeBehind: Readonly<Record<UserTokenScope, ApiKeyScope>> = {
  read: 'read',
  watch: 'events',
  refresh: 'link',
  link: 'link',
};

builder.mutationField('createUserToken', (t) =>
  t.field({
    type: CreateUserTokenSuccess,
    description:
      "Gives a short-lived token that concerns one user's data and nothing else, so that a front " +
      'end can ask without the API key. One that is made in a session of the console that came from ' +
      'no key ends with it.',
    authScopes: { key: 'link' },
    args: {
      userId: t.arg.id({ required: true, description: 'The user.' }),
      ttlSeconds: t.arg.int({
        defaultValue: userTokenTtlSeconds.default,
        description: `For how long, ${userTokenTtlSeconds.min} to ${userTokenTtlSeconds.max} s.`,
      }),
      scopes: t.arg({
        type: [UserTokenScopeEnum],
        defaultValue: ['read', 'watch'],
        description:
          'What it is good for, no more than the key itself: READ with its READ, WATCH with its ' +
          'EVENTS, REFRESH and LINK with its LINK.',
      }),
    },
    errors: { types: [NotFound, QuotaExceeded] },
    resolve: async (_parent, args, context) => {
      const { db, clock, services } = context;
      const { min, max } = userTokenTtlSeconds;
      const ttlSeconds = args.ttlSeconds ?? userTokenTtlSeconds.default;
      const scopes = [...new Set(args.scopes ?? (['read', 'watch'] as const))];
      checked('scopes', scopes, someScopes);
      const maker = teamActorOf(context);
      const { teamId, keyId, scopes: own } = maker;
      const beyond = scopes.find((scope) => !own.includes(scopeBehind[scope]));
      if (beyond) {
        const needed = scopeBehind[beyond].toUpperCase();
        const expected = `no ${beyond.toUpperCase()} from a key without the scope ${needed}`;
        throw new InvalidArgument('scopes', expected);
      }
      const grant = {
        teamId,
        keyId,
        // Of a session that has a key the token ends as those of the key do.
        sessionId: maker.kind === 'session' && keyId === null ? maker.sessionId : null,
        userId: idOf(args.userId, 'User', 'userId'),
        scopes,
        ttlSeconds: checked('ttlSeconds', ttlSeconds, wholeNumber(min, max)),
      };
      const { isAllowed, limitPerMinute } = services.quotas.userTokens.take(teamId);
      if (!isAllowed) throw new QuotaExceeded('USER_TOKENS', limitPerMinute);
      const source = auditSourceOf(context);
      const issued = await createUserToken(db, clock, source, services.userTokens, grant);
      if (!issued) throw new NotFound('User', 'userId');
      return { token: issued.token, expiresAt: issued.expiresAt, scopes };
    },
  }),
);

const RevokeUserTokensSuccess = builder
  .objectRef<{ userId: string }>('RevokeUserTokensSuccess')
  .implement({
    description: 'The tokens of the user are ended.',
    fields: (t) => ({
      userId: t.id({
        description: 'The global id of the user.',
        resolve: ({ userId }) => encodeGlobalId('User', userId),
      }),
    }),
  });

builder.mutationField('revokeUserTokens', (t) =>
  t.field({
    type: RevokeUserTokensSuccess,
    description:
      'Ends all user tokens of a user that were given until now, within a second on all nodes, ' +
      'with their sockets and subscriptions; and the link tokens that are not used. Those that ' +
      'are given afterwards are good.',
    authScopes: { key: 'link' },
    args: { userId: t.arg.id({ required: true, description: 'The user.' }) },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const userId = idOf(args.userId, 'User', 'userId');
      const isRevoked = await revokeUserTokens(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        userId,
        hooks: context.services.tokensRevokedHooks,
      });
      if (!isRevoked) throw new NotFound('User', 'userId');
      context.services.authenticator.clearCache();
      return { userId };
    },
  }),
);
