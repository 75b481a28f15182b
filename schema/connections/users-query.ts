import type { StateCount, UserStatesCount } from '#connections';
import { countPeople, listPeople, type PeopleChoice } from '#joined-reads';
import { countConnectionsByState, countUsersByConnectionStates } from '#poller';
import type { Context } from '#schema/kit';
import {
  builder,
  checkedIfGiven,
  connectionOf,
  InvalidArgument,
  idOf,
  type Page,
  pageArguments,
  pageLimits,
  pageOf,
  teamOf,
  text,
} from '#schema/kit';
import { asksOverview, listWithOverviews, User } from '#schema/users';
import { dateOf } from '#std/clock';
import { isUuid } from '#std/ids';
import {
  clientUserIdLengthMax,
  findUsers,
  listUsers,
  type UserOrder,
  type UserPlace,
} from '#teams';
import { ConnectionStateEnum } from './connection-state.ts';

const searchedText = text(clientUserIdLengthMax);

/** A page, and how all of them are counted when that is asked too. */
type PageOfPeople = ReturnType<typeof connectionOf<object>> & {
  readonly count: (db: Context['db']) => Promise<number>;
};

const UserConnection = builder.connectionObject(
  {
    type: User,
    name: 'UserConnection',
    description: 'A page of users.',
    fields: (t) => ({
      totalCount: t.int({
        description: 'How many there are on all pages. It is counted when it is asked for.',
        resolve: (page, _args, { db }) => (page as unknown as PageOfPeople).count(db),
      }),
    }),
  },
  { name: 'UserEdge', description: 'A user and its place in the list.' },
);

const UserOrderEnum = builder.enumType('UserOrder', {
  description: 'In which order users come.',
  values: {
    OLDEST_USER: { value: 'oldest-user', description: 'Who was created first comes first.' },
    NEWEST_READING: {
      value: 'newest-reading',
      description: 'By the newest reading of their connections; who has none comes last.',
    },
    OLDEST_READING: {
      value: 'oldest-reading',
      description:
        'By the newest reading of their connections: who has none comes first, then who has waited ' +
        'for one the longest.',
    },
  } as const,
});

builder.queryField('users', (t) =>
  t.field({
    type: UserConnection,
    description: "The team's users, oldest first unless told.",
    authScopes: { key: 'read' },
    args: {
      ...pageArguments(),
      search: t.arg.string({
        description: 'Only users whose `clientUserId` contains this, in any case.',
      }),
      states: t.arg({
        type: [ConnectionStateEnum],
        description: 'Only users with a connection that is in one of these states at this moment.',
      }),
      ids: t.arg.idList({
        description:
          `Only these users, 1 to ${pageLimits.rowsMax}, global ids or UUIDs; those that the team does ` +
          'not have are left out. Not beside `after`, another choice or another order.',
      }),
      lacksReadings: t.arg.boolean({
        defaultValue: false,
        description:
          'Only linked users who lack readings, whatever the state: the newest is 20 minutes old or ' +
          'older (of an account whose readings come hours late by nature, so many hours more), or ' +
          'none has come for so long since they linked. Of several connections each has to.',
      }),
      order: t.arg({
        type: UserOrderEnum,
        required: true,
        defaultValue: 'oldest-user',
        description: 'In which order they come.',
      }),
    },
    resolve: async (_parent, args, context, info) => {
      const { order, ids } = args;
      const page = pageOf(args, (key) => placeOf(key, order) !== null);
      if (ids) return pageOfThese(context, checkedIds({ ...args, ids }), page);
      const search = checkedIfGiven('search', args.search, searchedText);
      const states = args.states ?? null;
      if (states?.length === 0) throw new InvalidArgument('states', 'at least one state');
      const lacksReadings = args.lacksReadings ?? false;
      const now = dateOf(context.clock);
      const choice = { teamId: teamOf(context), search, states, lacksReadings, now };
      const isPlain = order === 'oldest-user' && states === null && !lacksReadings;
      if (!isPlain) return placedPage(context, choice, order, page);
      const isFirst = typeof search !== 'string' && page.after === null;
      const users =
        isFirst && asksOverview(context, info)
          ? await listWithOverviews(context, page.rows + 1)
          : await listUsers(context.db, { ...choice, afterId: page.after, limit: page.rows + 1 });
      return { ...connectionOf(users, page, ({ id }) => id), count: countOf(choice) };
    },
  }),
);

async function placedPage({ db }: Context, choice: PeopleChoice, order: UserOrder, page: Page) {
  const after = page.after === null ? null : placeOf(page.after, order);
  const found = await listPeople(db, { ...choice, order, after, limit: page.rows + 1 });
  const places = new Map(found.map(({ user, place }) => [user.id, place]));
  const users = found.map(({ user }) => user);
  const keyOf = ({ id }: { readonly id: string }) => keyOfPlace(order, places.get(id), id);
  return { ...connectionOf(users, page, keyOf), count: countOf(choice) };
}

const countOf = (choice: PeopleChoice) => (db: Context['db']) => countPeople(db, choice);

interface IdsArguments {
  readonly ids: readonly string[];
  readonly after?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly states?: readonly unknown[] | null | undefined;
  readonly lacksReadings?: boolean | null | undefined;
  readonly order: UserOrder;
}

function checkedIds(args: IdsArguments): readonly string[] {
  const { ids, after, search, states, lacksReadings, order } = args;
  if (ids.length === 0 || ids.length > pageLimits.rowsMax) {
    throw new InvalidArgument('ids', `1 to ${pageLimits.rowsMax} ids`);
  }
  const isChosen = after != null || search != null || states != null || lacksReadings === true;
  if (isChosen || order !== 'oldest-user') {
    throw new InvalidArgument('ids', 'no other choice and no other order beside them');
  }
  return [...new Set(ids.map((id) => idOf(id, 'User', 'ids')))];
}

/** Ids of users are in the order in which they were created. */
async function pageOfThese(context: Context, ids: readonly string[], page: Page) {
  const found = await findUsers(context.db, teamOf(context), ids);
  const users = found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const count = () => Promise.resolve(users.length);
  return { ...connectionOf(users.slice(0, page.rows + 1), page, ({ id }) => id), count };
}

function keyOfPlace(order: UserOrder, place: UserPlace | undefined, id: string): string {
  return order === 'oldest-user' ? id : `${order} ${place?.newestAtMs ?? ''} ${id}`;
}

/** Null for a key of another list. */
function placeOf(key: string, order: UserOrder): UserPlace | null {
  if (order === 'oldest-user') return isUuid(key) ? { id: key, newestAtMs: null } : null;
  const [ofOrder, atMs = '', id = ''] = key.split(' ');
  if (ofOrder !== order || !/^\d{0,15}$/.test(atMs) || !isUuid(id)) return null;
  return { id, newestAtMs: atMs === '' ? null : Number(atMs) };
}

const StateCountObject = builder.objectRef<StateCount>('ConnectionStateCount').implement({
  description: 'How many connections are in a state.',
  fields: (t) => ({
    state: t.field({
      type: ConnectionStateEnum,
      description: 'The state.',
      resolve: ({ state }) => state,
    }),
    count: t.exposeInt('count', { description: 'How many, at least 1.' }),
  }),
});

builder.queryField('connectionCounts', (t) =>
  t.field({
    type: [StateCountObject],
    description:
      "How many of the team's connections are in each state at this moment, the most first; a state " +
      'without any is left out, and so are those that were disconnected.',
    authScopes: { key: 'read' },
    resolve: (_parent, _args, context) =>
      countConnectionsByState(context.db, teamOf(context), dateOf(context.clock)),
  }),
);

const UserStatesCountObject = builder.objectRef<UserStatesCount>('UserStatesCount').implement({
  description: "How many users' connections are in the same states.",
  fields: (t) => ({
    states: t.field({
      type: [ConnectionStateEnum],
      description: 'The states, each once.',
      resolve: ({ states }) => states,
    }),
    count: t.exposeInt('count', { description: 'How many users, at least 1.' }),
  }),
});

builder.queryField('userCounts', (t) =>
  t.field({
    type: [UserStatesCountObject],
    description:
      "How many of the team's linked users have connections in which states at this moment, the most " +
      'first. Each user is counted once, also one with several connections: the counts make all who ' +
      'are linked, and those whose `states` hold a state make all whom `users(states)` lists for it.',
    authScopes: { key: 'read' },
    resolve: (_parent, _args, context) =>
      countUsersByConnectionStates(context.db, teamOf(context), dateOf(context.clock)),
  }),
);
