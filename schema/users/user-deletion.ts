import {
  auditSourceOf,
  builder,
  connectionOf,
  encodeGlobalId,
  idOf,
  NotFound,
  pageArguments,
  pageOf,
  QuotaExceeded,
  teamOf,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  type DeletedUser as DeletedUserRecord,
  deleteUser,
  listDeletedUsers,
  type User as UserRecord,
  undoDeleteUser,
} from '#teams';
import { ClientUserIdTaken, User } from './user.ts';

/**
 * A deleted user has a type of its own, which shows only what is needed to restore the person.
 */
const DeletedUser = builder.objectRef<DeletedUserRecord>('DeletedUser').implement({
  description: 'A user that was deleted and is not yet erased.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id that the user had, and has again once it is brought back.',
      resolve: ({ id }) => encodeGlobalId('User', id),
    }),
    clientUserId: t.exposeString('clientUserId', {
      description: "The team's own id of the person.",
    }),
    deletedAt: t.field({
      type: 'DateTime',
      description: 'When the user was deleted.',
      resolve: ({ deletedAt }) => deletedAt,
    }),
    eraseAt: t.field({
      type: 'DateTime',
      description: 'When all data will be erased for good; until then `undoDeleteUser` works.',
      resolve: ({ eraseAt }) => eraseAt,
    }),
  }),
});

const DeletedUserConnection = builder.connectionObject(
  { type: DeletedUser, name: 'DeletedUserConnection', description: 'A page of deleted users.' },
  { name: 'DeletedUserEdge', description: 'A deleted user and its place in the list.' },
);

builder.queryField('deletedUsers', (t) =>
  t.field({
    type: DeletedUserConnection,
    description: 'The users that were deleted and are not yet erased, oldest first.',
    authScopes: { key: 'erase' },
    args: {
      ...pageArguments(),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const limit = page.rows + 1;
      const teamId = teamOf(context);
      const users = await listDeletedUsers(context.db, { teamId, afterId: page.after, limit });
      return connectionOf(users, page, ({ id }) => id);
    },
  }),
);

const DeleteUserSuccess = builder
  .objectRef<{ deletedUser: DeletedUserRecord }>('DeleteUserSuccess')
  .implement({
    description: 'The user was deleted.',
    fields: (t) => ({
      deletedUser: t.field({
        type: DeletedUser,
        description: 'What is left until all is erased.',
        resolve: ({ deletedUser }) => deletedUser,
      }),
    }),
  });

builder.mutationField('deleteUser', (t) =>
  t.field({
    type: DeleteUserSuccess,
    description:
      'Deletes a user: polling stops and credentials are erased at once, all other data is ' +
      'hidden at once and erased for good after seven days.',
    authScopes: { key: 'erase' },
    args: { userId: t.arg.id({ required: true, description: 'The user.' }) },
    errors: { types: [NotFound] },
    resolve: async (_parent, args, context) => {
      const deletedUser = await deleteUser(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        userId: idOf(args.userId, 'User', 'userId'),
        hooks: context.services.userDeletedHooks,
      });
      if (!deletedUser) throw new NotFound('User', 'userId');
      context.services.authenticator.clearCache();
      return { deletedUser };
    },
  }),
);

const UndoDeleteUserSuccess = builder
  .objectRef<{ user: UserRecord }>('UndoDeleteUserSuccess')
  .implement({
    description: 'The user is back.',
    fields: (t) => ({
      user: t.field({
        type: User,
        description: 'With all samples; the account has to be linked again.',
        resolve: ({ user }) => user,
      }),
    }),
  });

builder.mutationField('undoDeleteUser', (t) =>
  t.field({
    type: UndoDeleteUserSuccess,
    description: 'Brings a deleted user back, within seven days.',
    authScopes: { key: 'erase' },
    args: { userId: t.arg.id({ required: true, description: 'The deleted user.' }) },
    errors: { types: [NotFound, ClientUserIdTaken, QuotaExceeded] },
    resolve: async (_parent, args, context) => {
      const { usersMax } = context.services.quotas;
      const undoing = await undoDeleteUser(context.db, context.clock, auditSourceOf(context), {
        teamId: teamOf(context),
        userId: idOf(args.userId, 'User', 'userId'),
        usersMax,
      });
      if (undoing.kind === 'undone') return { user: undoing.user };
      if (undoing.kind === 'absent') throw new NotFound('DeletedUser', 'userId');
      if (undoing.kind === 'too-many-users') throw new QuotaExceeded('USERS', usersMax);
      throw new ClientUserIdTaken(undoing.existing);
    },
  }),
);
