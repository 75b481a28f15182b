import {
  auditSourceOf,
  builder,
  connectionOf,
  NotFound,
  pageArguments,
  pageOf,
  teamActorOf,
  teamOf,
} from '#schema/kit';
import { ConsoleRoleEnum } from '#schema/users';
import { isUuid } from '#std/ids';
import { endSessions, listSessions, type OpenSession } from '#teams';

const SessionOriginEnum = builder.enumType('ConsoleSessionOrigin', {
  description: 'What a session of the console was opened with.',
  values: {
    API_KEY: { value: 'api-key', description: 'A key of the team.' },
    CODE: { value: 'code', description: 'A code of "gateway console-login".' },
    SANDBOX: { value: 'sandbox', description: 'A click, in the sandbox.' },
  } as const,
});

const ConsoleSession = builder.objectRef<OpenSession>('ConsoleSession').implement({
  description: 'Somebody who is signed in to the console.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID of the session, as the audit tells it.' }),
    role: t.field({ type: ConsoleRoleEnum, description: 'Its role.', resolve: ({ role }) => role }),
    madeFrom: t.field({
      type: SessionOriginEnum,
      description: 'What it was opened with.',
      resolve: ({ madeFrom }) => madeFrom,
    }),
    keyName: t.exposeString('keyName', {
      nullable: true,
      description: 'The name of the key that it ends with; null where it was opened with none.',
    }),
    address: t.exposeString('address', { description: 'From where it was opened.' }),
    isOwn: t.boolean({
      description: 'Whether it is that of this request.',
      resolve: ({ id }, _args, { actor }) => actor.kind === 'session' && actor.sessionId === id,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was opened.',
      resolve: ({ createdAt }) => createdAt,
    }),
    seenAt: t.field({
      type: 'DateTime',
      description: 'When it was last used, to the minute; it ends 12 hours later.',
      resolve: ({ seenAt }) => seenAt,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends at the latest.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});

const ConsoleSessionConnection = builder.connectionObject(
  { type: ConsoleSession, name: 'ConsoleSessionConnection', description: 'A page of sessions.' },
  { name: 'ConsoleSessionEdge', description: 'A session and its place in the list.' },
);

builder.queryField('consoleSessions', (t) =>
  t.field({
    type: ConsoleSessionConnection,
    description: 'Who is signed in to the console for the team, newest first.',
    authScopes: { key: 'keys' },
    args: { ...pageArguments() },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const { teamId } = teamActorOf(context);
      const listing = { teamId, beforeId: page.after, limit: page.rows + 1 };
      return connectionOf(await listSessions(context.db, listing), page, ({ id }) => id);
    },
  }),
);

const EndConsoleSessionSuccess = builder
  .objectRef<{ readonly sessionId: string }>('EndConsoleSessionSuccess')
  .implement({
    description: 'The session is ended.',
    fields: (t) => ({
      sessionId: t.exposeID('sessionId', { description: 'The UUID of the session.' }),
    }),
  });

builder.mutationField('endConsoleSession', (t) =>
  t.field({
    type: EndConsoleSessionSuccess,
    description:
      'Signs one session of the console out, as of a lost computer: each of its tabs within seconds. ' +
      'The key that it was made from stays good.',
    authScopes: { key: 'keys' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'See `ConsoleSession.id`.' }),
    },
    errors: { types: [NotFound] },
    resolve: async (_parent, { sessionId }, context) => {
      const { db, clock, services } = context;
      const which = { teamId: teamOf(context), sessionId };
      const count = isUuid(sessionId)
        ? await endSessions(db, clock, auditSourceOf(context), which, 'signed-out')
        : 0;
      if (count === 0) throw new NotFound('ConsoleSession', 'sessionId');
      services.authenticator.clearCache();
      return { sessionId };
    },
  }),
);
