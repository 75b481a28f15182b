import { findUserWithSamples, type SampleRange } from '#joined-reads';
import type { Context } from '#schema/kit';
import {
  auditSourceOf,
  batchLoader,
  birthDate,
  builder,
  checked,
  checkedIfGiven,
  ErrorInterface,
  ExpectedFailure,
  InvalidArgument,
  idOf,
  keepSamples,
  maySeeUser,
  NotFound,
  QuotaExceeded,
  samplesReadBelow,
  teamOf,
  text,
  timeZone,
  wholeField,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  type BriefUser,
  clientUserIdLengthMax,
  createUser,
  findUser,
  findUsers,
  type GlucoseGoals,
  listGlucoseGoals,
  type User as UserRecord,
  updateUser,
} from '#teams';

export const User = builder.objectRef<BriefUser | UserRecord>('User');

const clientUserIdText = text(clientUserIdLengthMax);

const whole = wholeField((user: BriefUser | UserRecord): user is UserRecord => 'createdAt' in user);

builder.node(User, {
  description: 'A person of the team, whose glucose is read.',
  id: {
    description: 'The global id; its UUID is the one that webhooks carry.',
    resolve: ({ id }) => id,
  },
  loadMany: async (ids: string[], context) => {
    const mine = ids.filter((id) => isUuid(id) && maySeeUser(context, id));
    const found = mine.length > 0 ? await findUsers(context.db, teamOf(context), mine) : [];
    const byId = new Map(found.map((user) => [user.id, user]));
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
  },
  fields: (t) => ({
    clientUserId: t.exposeString('clientUserId', {
      description: "The team's own id of the person; unique among its users.",
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description:
        'The name of an IANA time zone, in which days are counted; null when it was never given.',
    }),
    birthDate: t.field({
      type: 'Date',
      nullable: true,
      description: 'The date of birth; null when it was never given.',
      authScopes: { key: 'read', token: 'read' },
      ...whole(({ birthDate }) => birthDate),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When the user was created.',
      ...whole(({ createdAt }) => createdAt),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: "When the user's own fields last changed.",
      ...whole(({ updatedAt }) => updatedAt),
    }),
  }),
});

const GlucoseGoalsEnum = builder.enumType('GlucoseGoals', {
  description:
    'By which goals of the consensus on time in range a person is judged: shares of time by mg/dL.',
  values: {
    ADULT: {
      value: 'adult',
      description:
        'Most adults with type 1 or 2: below 54 less than 1 %, below 70 less than 4 %, 70 to 180 more ' +
        'than 70 %, above 180 less than 25 %, above 250 less than 5 %.',
    },
    OLDER_OR_HIGH_RISK: {
      value: 'older-or-high-risk',
      description:
        'Who is older or at high risk: below 70 less than 1 %, 70 to 180 more than 50 %, above 180 less ' +
        'than 50 %, above 250 less than 10 %.',
    },
    PREGNANCY: {
      value: 'pregnancy',
      description:
        'Pregnancy with type 1: below 54 less than 1 %, below 63 less than 4 %, 63 to 140 more than ' +
        '70 %, above 140 less than 25 %.',
    },
  } as const,
});

const loadGlucoseGoals = batchLoader<string, GlucoseGoals>({
  load: (userIds, { db }) => listGlucoseGoals(db, userIds),
  nameOf: (userId) => userId,
});

builder.objectField(User, 'glucoseGoals', (t) =>
  t.field({
    type: GlucoseGoalsEnum,
    description:
      'By which goals time in range is to be judged; ADULT unless it was told otherwise.',
    authScopes: { key: 'read', token: 'read' },
    resolve: ({ id }, _args, context) => loadGlucoseGoals(context, id),
  }),
);

builder.queryField('user', (t) =>
  t.field({
    type: User,
    nullable: true,
    description: 'One user, by exactly one of the two ids. Null when the team has no such user.',
    authScopes: { key: 'read', token: 'read' },
    args: {
      id: t.arg.id({ description: 'The id of the user, global or as a UUID.' }),
      clientUserId: t.arg.string({ description: "The team's own id of the person." }),
    },
    resolve: async (_parent, { id, clientUserId }, context, info) => {
      const hasId = id !== null && id !== undefined;
      if (hasId === (typeof clientUserId === 'string')) {
        throw new InvalidArgument('id', 'a value exactly when "clientUserId" has none');
      }
      const key = hasId
        ? { id: idOf(id, 'User', 'id') }
        : { clientUserId: checked('clientUserId', clientUserId, clientUserIdText) };
      const range = key.id === undefined ? null : samplesReadBelow(context, info);
      const user =
        key.id !== undefined && range && maySeeUser(context, key.id)
          ? await findWithSamples(context, key.id, range)
          : await findUser(context.db, teamOf(context), key);
      return user && maySeeUser(context, user.id) ? user : null;
    },
  }),
);

async function findWithSamples(
  context: Context,
  id: string,
  range: SampleRange,
): Promise<UserRecord | null> {
  const found = await findUserWithSamples(context.db, teamOf(context), id, range);
  if (!found) return null;
  const { user, samples } = found;
  keepSamples(user, { range, samples });
  return user;
}

/** Another user of the team has this clientUserId. */
export class ClientUserIdTaken extends ExpectedFailure {
  readonly existingUser: UserRecord;
  constructor(existingUser: UserRecord) {
    super(
      'CLIENT_USER_ID_TAKEN',
      'The team has a user with this clientUserId.',
      'Go on with the existing user, or choose another clientUserId.',
    );
    this.existingUser = existingUser;
  }
}

builder.objectType(ClientUserIdTaken, {
  name: 'ClientUserIdTaken',
  description: 'The team has a user with this clientUserId. Nothing was changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    existingUser: t.field({
      type: User,
      description: 'The user that has it.',
      resolve: ({ existingUser }) => existingUser,
    }),
  }),
});

const CreateUserSuccess = builder.objectRef<{ user: UserRecord }>('CreateUserSuccess').implement({
  description: 'The user was created.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The new user.', resolve: ({ user }) => user }),
  }),
});

builder.mutationField('createUser', (t) =>
  t.field({
    type: CreateUserSuccess,
    description: 'Creates a user.',
    authScopes: { key: 'link' },
    args: {
      clientUserId: t.arg.string({
        required: true,
        description: `The team's own id of the person, 1 to ${clientUserIdLengthMax} characters.`,
      }),
      timeZone: t.arg.string({ description: 'The name of an IANA time zone.' }),
      birthDate: t.arg({ type: 'Date', description: 'The date of birth.' }),
    },
    errors: { types: [ClientUserIdTaken, QuotaExceeded] },
    resolve: async (_parent, args, context) => {
      const now = new Date(context.clock.nowMs());
      const creation = await createUser(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        clientUserId: checked('clientUserId', args.clientUserId, clientUserIdText),
        timeZone: checkedIfGiven('timeZone', args.timeZone, timeZone) ?? null,
        birthDate: checkedIfGiven('birthDate', args.birthDate, birthDate(now)) ?? null,
        usersMax: context.services.quotas.usersMax,
      });
      if (creation.kind === 'created') return { user: creation.user };
      if (creation.kind === 'too-many-users') throw new QuotaExceeded('USERS', creation.usersMax);
      throw new ClientUserIdTaken(creation.existing);
    },
  }),
);

const UpdateUserSuccess = builder.objectRef<{ user: UserRecord }>('UpdateUserSuccess').implement({
  description: 'The user was changed.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'As it is now.', resolve: ({ user }) => user }),
  }),
});

builder.mutationField('updateUser', (t) =>
  t.field({
    type: UpdateUserSuccess,
    description: 'Changes a user. What is not given stays as it is.',
    authScopes: { key: 'link' },
    args: {
      userId: t.arg.id({ required: true, description: 'The user.' }),
      timeZone: t.arg.string({
        description: 'The name of an IANA time zone; null takes it away.',
      }),
      birthDate: t.arg({ type: 'Date', description: 'The date of birth; null takes it away.' }),
      glucoseGoals: t.arg({
        type: GlucoseGoalsEnum,
        description: 'By which goals time in range is to be judged.',
      }),
    },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const now = new Date(context.clock.nowMs());
      const user = await updateUser(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        userId: idOf(args.userId, 'User', 'userId'),
        change: {
          timeZone: checkedIfGiven('timeZone', args.timeZone, timeZone),
          birthDate: checkedIfGiven('birthDate', args.birthDate, birthDate(now)),
          glucoseGoals: args.glucoseGoals,
        },
      });
      if (!user) throw new NotFound('User', 'userId');
      return { user };
    },
  }),
);
