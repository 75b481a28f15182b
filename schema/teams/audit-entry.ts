import { listConnectionIds } from '#connections';
import {
  batchLoader,
  builder,
  checkedIfGiven,
  connectionOf,
  idOf,
  pageArguments,
  pageOf,
  teamOf,
  text,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  type AuditEntry as AuditEntryRecord,
  isTeamActor,
  listActorNames,
  listAuditEntries,
  openAuditedUrl,
} from '#teams';

export const AuditActorKind = builder.enumType('AuditActorKind', {
  description: 'Who did a deed.',
  values: {
    API_KEY: { value: 'api-key', description: 'The team, with one of its keys.' },
    USER_TOKEN: { value: 'user-token', description: 'A front end, with a token of a user.' },
    LINK_TOKEN: { value: 'link-token', description: 'A person who linked an account.' },
    SESSION: { value: 'session', description: 'Somebody in the console.' },
    COMMAND_LINE: { value: 'command-line', description: 'The operator of this deployment.' },
    SYSTEM: { value: 'system', description: 'The gateway by itself.' },
  } as const,
});

const actionLengthMax = 100;

const loadActorName = batchLoader<AuditEntryRecord, string | null>({
  load: (entries, context) => listActorNames(context.db, teamOf(context), entries),
  nameOf: ({ id }) => id,
});

const AuditEntry = builder.objectRef<AuditEntryRecord>('AuditEntry').implement({
  description: 'What was done with a credential or with data: who, what, when, from where.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The UUID of the entry.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: ({ at }) => at }),
    actorKind: t.field({
      type: AuditActorKind,
      description: 'What kind of credential was used.',
      resolve: ({ actorKind }) => actorKind,
    }),
    actorId: t.exposeString('actorId', {
      nullable: true,
      description: 'The UUID of the key, token or session; null where there is none.',
    }),
    actorName: t.string({
      nullable: true,
      description:
        'The name of the key; of a session that of its key, or its role. Null for others.',
      resolve: (entry, _args, context) => loadActorName(context, entry),
    }),
    action: t.exposeString('action', { description: 'What was done, like `user.deleted`.' }),
    subjectKind: t.exposeString('subjectKind', {
      nullable: true,
      description: 'To what kind of thing, like `user`.',
    }),
    subjectId: t.exposeString('subjectId', {
      nullable: true,
      description: 'The UUID of that thing, which may be gone by now.',
    }),
    address: t.exposeString('address', {
      nullable: true,
      description: 'The address that the request came from; null where there was no request.',
    }),
    webhookUrl: t.string({
      nullable: true,
      description:
        'The address that a webhook was given, for who may keep webhooks; `detail` tells its scheme ' +
        'and host. Null where there is none, and for others.',
      resolve: (entry, _args, { actor, services }) => {
        const isTold = isTeamActor(actor) && actor.scopes.includes('webhooks');
        if (!isTold || entry.webhookUrlSealed === null) return null;
        return openAuditedUrl(services.webhookContext.sealer, entry);
      },
    }),
    detail: t.string({
      description: 'More about it, as JSON; never a secret.',
      resolve: ({ detail }) => JSON.stringify(detail),
    }),
  }),
});

const AuditEntryConnection = builder.connectionObject(
  { type: AuditEntry, name: 'AuditEntryConnection', description: 'A page of the audit.' },
  { name: 'AuditEntryEdge', description: 'An entry and its place in the audit.' },
);

builder.queryField('auditEntries', (t) =>
  t.field({
    type: AuditEntryConnection,
    description: "The team's audit, newest first.",
    authScopes: { key: 'audit' },
    args: {
      ...pageArguments(),
      userId: t.arg.id({
        description:
          'Only what was done to this user and their connections; once erased, that it was done.',
      }),
      action: t.arg.string({ description: 'Only this action.' }),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const teamId = teamOf(context);
      const userId = args.userId ? idOf(args.userId, 'User', 'userId') : undefined;
      const entries = await listAuditEntries(context.db, {
        teamId,
        userId,
        connectionIds: userId ? await listConnectionIds(context.db, userId) : [],
        action: checkedIfGiven('action', args.action, text(actionLengthMax)) ?? undefined,
        beforeId: page.after,
        limit: page.rows + 1,
      });
      return connectionOf(entries, page, ({ id }) => id);
    },
  }),
);
