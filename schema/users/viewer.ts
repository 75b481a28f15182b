import { builder, knownActorOf } from '#schema/kit';
import { assert } from '#std/assert';
import {
  findTeam,
  findUser,
  isTeamActor,
  type TeamActor,
  type UserTokenActor,
  userTokenScopes,
} from '#teams';
import { ApiKeyScopeEnum } from './api-key-scope.ts';
import { ConsoleRoleEnum } from './console-role.ts';
import { User } from './user.ts';
import { UserTokenScopeEnum } from './user-token-scope.ts';

type KnownActor = TeamActor | UserTokenActor;

const CredentialKind = builder.enumType('CredentialKind', {
  description: 'With what kind of credential a request was made.',
  values: {
    API_KEY: { value: 'api-key', description: 'A key of the team: may do what its scopes say.' },
    USER_TOKEN: {
      value: 'user-token',
      description: 'A short-lived token that concerns one user, for front ends.',
    },
    SESSION: {
      value: 'session',
      description: 'Somebody in the console, who may do what their role says.',
    },
  } as const,
});

const Viewer = builder.objectRef<KnownActor>('Viewer').implement({
  description: 'Who asks: the credential of this request and what it is good for.',
  fields: (t) => ({
    credential: t.field({
      type: CredentialKind,
      description: 'The kind of credential.',
      resolve: (actor) => actor.kind,
    }),
    scopes: t.field({
      type: [UserTokenScopeEnum],
      description:
        'What a user token may do with the data of its user; all of it for an API key or a session, ' +
        'whose own scopes are `keyScopes`.',
      resolve: (actor) => (actor.kind === 'user-token' ? actor.scopes : userTokenScopes),
    }),
    keyScopes: t.field({
      type: [ApiKeyScopeEnum],
      nullable: true,
      description: 'What an API key or a session may do; null for a user token.',
      resolve: (actor) => (isTeamActor(actor) ? actor.scopes : null),
    }),
    role: t.field({
      type: ConsoleRoleEnum,
      nullable: true,
      description: 'The role of a session; null for any other credential.',
      resolve: (actor) => (actor.kind === 'session' ? actor.role : null),
    }),
    teamName: t.string({
      description: 'The name of the team in whose name the credential acts.',
      resolve: async ({ teamId }, _args, { db }) => {
        const team = await findTeam(db, { id: teamId });
        assert(team, 'a credential belongs to a team');
        return team.name;
      },
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the credential ends by itself; null when it does not.',
      resolve: (actor) => actor.expiresAt,
    }),
    user: t.field({
      type: User,
      nullable: true,
      description: 'The user of a user token; null for any other credential.',
      resolve: (actor, _args, { db }) =>
        actor.kind === 'user-token' ? findUser(db, actor.teamId, { id: actor.userId }) : null,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks.',
    authScopes: (_parent, _args, { actor }) => actor.kind !== 'anonymous',
    resolve: (_parent, _args, context) => knownActorOf(context),
  }),
);
