import { z } from 'zod';
import {
  type ArgumentRule,
  auditSourceOf,
  builder,
  checked,
  idOf,
  NotFound,
  teamOf,
  wholeNumber,
} from '#schema/kit';
import { createUserToken, type UserTokenScope, userTokenTtlSeconds } from '#teams';
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

builder.mutationField('createUserToken', (t) =>
  t.field({
    type: CreateUserTokenSuccess,
    description:
      "Gives a short-lived token that concerns one user's data and nothing else, so that a front " +
      'end can ask without the API key.',
    authScopes: { team: true },
    args: {
      userId: t.arg.id({ required: true, description: 'The user.' }),
      ttlSeconds: t.arg.int({
        defaultValue: userTokenTtlSeconds.default,
        description: `For how long, ${userTokenTtlSeconds.min} to ${userTokenTtlSeconds.max} s.`,
      }),
      scopes: t.arg({
        type: [UserTokenScopeEnum],
        defaultValue: ['read', 'watch'],
        description: 'What it is good for.',
      }),
    },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const { db, clock, services } = context;
      const { min, max } = userTokenTtlSeconds;
      const ttlSeconds = args.ttlSeconds ?? userTokenTtlSeconds.default;
      const scopes = [...new Set(args.scopes ?? (['read', 'watch'] as const))];
      checked('scopes', scopes, someScopes);
      const grant = {
        teamId: teamOf(context),
        userId: idOf(args.userId, 'User', 'userId'),
        scopes,
        ttlSeconds: checked('ttlSeconds', ttlSeconds, wholeNumber(min, max)),
      };
      const source = auditSourceOf(context);
      const issued = await createUserToken(db, clock, source, services.userTokens, grant);
      if (!issued) throw new NotFound('User', 'userId');
      return { token: issued.token, expiresAt: issued.expiresAt, scopes };
    },
  }),
);
