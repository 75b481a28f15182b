import { type RefreshedConnection, refreshUser } from '#poller';
import {
  auditSourceOf,
  builder,
  ErrorInterface,
  ExpectedFailure,
  InvalidArgument,
  idOf,
  maySeeUser,
  NotFound,
  teamOf,
} from '#schema/kit';
import { appendAuditEntry, findUser } from '#teams';
import { PollOutcomeEnum } from './poll-record.ts';

export class RefreshLimited extends ExpectedFailure {
  readonly until: Date;
  constructor(until: Date) {
    super(
      'REFRESH_LIMITED',
      'This user was refreshed too often within an hour.',
      'Refresh again at the time given; readings come by themselves meanwhile.',
      { until: until.toISOString() },
    );
    this.until = until;
  }
}

builder.objectType(RefreshLimited, {
  name: 'RefreshLimited',
  description: 'The limit of refreshes of a user and hour is reached.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    until: t.field({
      type: 'DateTime',
      description: 'When the next refresh is possible.',
      resolve: ({ until }) => until,
    }),
  }),
});

const RefreshState = builder.enumType('RefreshState', {
  description: 'What became of the refresh of a connection.',
  values: {
    REFRESHED: {
      value: 'refreshed',
      description: 'Dexcom was asked, now or within the last 15 seconds.',
    },
    IN_PROGRESS: {
      value: 'in-progress',
      description: 'It was not done in time, and goes on.',
    },
    FAILED: { value: 'failed', description: 'It failed, for the reason given.' },
  } as const,
});

const ConnectionRefresh = builder.objectRef<RefreshedConnection>('ConnectionRefresh').implement({
  description: 'What a refresh did for one connection.',
  fields: (t) => ({
    connectionId: t.id({
      description: 'The global id of the connection.',
      resolve: ({ connectionId }) => `Connection:${connectionId}`,
    }),
    state: t.field({
      type: RefreshState,
      description: 'What became of it.',
      resolve: ({ kind }) => kind,
    }),
    createdCount: t.int({
      nullable: true,
      description: 'Samples that were new; null unless refreshed.',
      resolve: (refreshed) => (refreshed.kind === 'refreshed' ? refreshed.createdCount : null),
    }),
    updatedCount: t.int({
      nullable: true,
      description: 'Samples that changed; null unless refreshed.',
      resolve: (refreshed) => (refreshed.kind === 'refreshed' ? refreshed.updatedCount : null),
    }),
    polledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When Dexcom was asked; null unless refreshed.',
      resolve: (refreshed) => (refreshed.kind === 'refreshed' ? refreshed.polledAt : null),
    }),
    reason: t.field({
      type: PollOutcomeEnum,
      nullable: true,
      description: 'Why it failed; null unless it did.',
      resolve: (refreshed) => (refreshed.kind === 'failed' ? refreshed.reason : null),
    }),
  }),
});

const RefreshUserSuccess = builder
  .objectRef<{ readonly connections: readonly RefreshedConnection[] }>('RefreshUserSuccess')
  .implement({
    description: 'The refresh was made, or goes on.',
    fields: (t) => ({
      connections: t.field({
        type: [ConnectionRefresh],
        description: 'What it did, connection by connection; empty when the user has none.',
        resolve: ({ connections }) => connections,
      }),
    }),
  });

builder.mutationField('refreshUser', (t) =>
  t.field({
    type: RefreshUserSuccess,
    description:
      "Polls all of a user's connections now. Two refreshes at once share one poll, and an account " +
      'is read once in 15 seconds at most: within them the answer is what was fetched moments ago.',
    authScopes: { key: 'link', token: 'refresh' },
    args: {
      userId: t.arg.id({ required: true, description: 'Who is refreshed.' }),
      timeoutSeconds: t.arg.int({
        defaultValue: 10,
        description: 'How long to wait for the answer: 1 to 60 seconds.',
      }),
    },
    errors: { types: [NotFound, RefreshLimited] },
    resolve: async (_root, args, context) => {
      const userId = idOf(args.userId, 'User', 'userId');
      const seconds = args.timeoutSeconds ?? 10;
      if (seconds < 1 || seconds > 60) {
        throw new InvalidArgument('timeoutSeconds', 'a number from 1 to 60');
      }
      const teamId = teamOf(context);
      const user =
        maySeeUser(context, userId) && (await findUser(context.db, teamId, { id: userId }));
      if (!user) throw new NotFound('User', 'userId');
      const outcome = await refreshUser(context.services.refreshing, {
        teamId,
        userId,
        timeoutMs: seconds * 1_000,
      });
      if (outcome.kind === 'limited') throw new RefreshLimited(outcome.until);
      const subject = { kind: 'user', id: userId };
      const refreshed = { action: 'user.refreshed', teamId, subject };
      await appendAuditEntry(context.db, context.clock, auditSourceOf(context), refreshed);
      return outcome;
    },
  }),
);
