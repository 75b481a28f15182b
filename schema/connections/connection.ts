import { type BriefConnection, type ConnectionRecord, findConnections } from '#connections';
import { agesAtOf, findPolls, type PollRecord, pollHistoryMs } from '#poller';
import { lateByMs } from '#providers';
import { batchLoader, builder, maySeeUser, pageOf, teamOf, wholeField } from '#schema/kit';
import { dateOf } from '#std/clock';
import { ConnectionActionEnum, ConnectionStateEnum } from './connection-state.ts';
import { HistoricalPull, loadHistories, loadReadingsPull } from './historical-pull.ts';
import { PollRecordType } from './poll-record.ts';
import { presentOf } from './present-of.ts';
import { ProviderEnum } from './provider.ts';
import { stateTextNow } from './state-text-now.ts';

export const RegionEnum = builder.enumType('Region', {
  description: "Where an account of Dexcom's lives: in one region only.",
  values: {
    US: { description: 'The United States.' },
    OUS: { description: 'Outside the United States.' },
    APAC: { description: 'Japan and Asia-Pacific.' },
  } as const,
});

const pollLimits = { rowsDefault: 50, rowsMax: 1_000 };

interface PollsKey {
  readonly id: string;
  readonly rows: number;
}

const loadPolls = batchLoader<PollsKey, readonly PollRecord[]>({
  nameOf: ({ id, rows }) => `${id} ${rows}`,
  async load(keys, { db, clock }) {
    const polls = await findPolls(db, {
      connectionIds: [...new Set(keys.map(({ id }) => id))],
      since: new Date(clock.nowMs() - pollHistoryMs),
      limitEach: Math.max(...keys.map(({ rows }) => rows)),
    });
    const byConnection = Map.groupBy(polls, ({ connectionId }) => connectionId);
    return keys.map(({ id, rows }) => byConnection.get(id)?.slice(0, rows) ?? []);
  },
});

type AnyConnection = BriefConnection | ConnectionRecord;

export const Connection = builder.objectRef<AnyConnection>('Connection');

export const wholeConnection = wholeField(
  (connection: AnyConnection): connection is ConnectionRecord => 'connectedAt' in connection,
);

builder.node(Connection, {
  description: "A user's link to an account at a provider, and the answer to why there is no data.",
  id: { resolve: ({ id }) => id },
  loadMany: async (ids: string[], context) => {
    const found = await findConnections(context.db, {
      teamId: teamOf(context),
      ids,
      includesDisconnected: true,
      limit: ids.length,
    });
    const byId = new Map(found.map((connection) => [connection.id, connection]));
    return ids.map((id) => {
      const connection = byId.get(id);
      return connection && maySeeUser(context, connection.userId) ? connection : null;
    });
  },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'stateSince' in value,
  fields: (t) => ({
    provider: t.field({
      type: ProviderEnum,
      description: 'At which provider.',
      ...wholeConnection(({ provider }) => provider),
    }),
    region: t.field({
      type: RegionEnum,
      description: "The account's region.",
      ...wholeConnection(({ region }) => region),
    }),
    state: t.field({
      type: ConnectionStateEnum,
      description: 'What it is at this moment.',
      resolve: (connection, _args, context) => presentOf(connection, context).state,
    }),
    stateSince: t.field({
      type: 'DateTime',
      description: 'Since when it is that.',
      resolve: (connection, _args, context) => presentOf(connection, context).since,
    }),
    stateAgesAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When FRESH becomes DELAYED, or DELAYED becomes NO_RECENT_DATA, unless a reading comes: no event ' +
        'tells of it, so ask again then, or subscribe to `connectionStates`. Null where time alone changes ' +
        'nothing.',
      resolve: (connection, _args, { clock }) => agesAtOf(connection, dateOf(clock)),
    }),
    stateUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a lockout or a throttle ends; null for other states.',
      resolve: ({ stateUntil }) => stateUntil,
    }),
    meaning: t.string({
      description: 'What the state means: a sentence for the wearer.',
      ...wholeConnection(
        async (connection, context) => (await stateTextNow(connection, context)).meaning,
      ),
    }),
    whatToDo: t.string({
      description: 'What the wearer can do about it now.',
      ...wholeConnection(
        async (connection, context) => (await stateTextNow(connection, context)).whatToDo,
      ),
    }),
    action: t.field({
      type: ConnectionActionEnum,
      nullable: true,
      description: 'The same as a code, for programs; null where there is nothing to do.',
      ...wholeConnection(
        async (connection, context) => (await stateTextNow(connection, context)).action,
      ),
    }),
    delayMinutes: t.int({
      description:
        'How many minutes old the newest reading that can be known may be, by the rules of the provider ' +
        'and the distance of its polls: 0 for DEXCOM, 75 for DEXCOM_V3 in the US, 195 elsewhere.',
      resolve: ({ provider, region }) => lateByMs(provider, region) / 60_000,
    }),
    isSharingOn: t.boolean({
      nullable: true,
      description: 'Whether Share is on, as Dexcom last said; null when not asked or not told.',
      ...wholeConnection(({ isSharingOn }) => isSharingOn),
    }),
    followerCount: t.int({
      nullable: true,
      description: 'How many followers Share has, invitations included; null when not known.',
      ...wholeConnection(({ followerCount }) => followerCount),
    }),
    connectedAt: t.field({
      type: 'DateTime',
      description: 'When it was linked.',
      ...wholeConnection(({ connectedAt }) => connectedAt),
    }),
    disconnectedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was disconnected; null while it is not.',
      ...wholeConnection(({ disconnectedAt }) => disconnectedAt),
    }),
  }),
});

/** The fields that come from its poll plan. */
builder.objectFields(Connection, (t) => ({
  nextPollAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When Dexcom is asked next; null for a connection that is disconnected.',
    resolve: ({ nextPollAt }) => nextPollAt,
  }),
  lastPollAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When Dexcom was last asked; null for never.',
    resolve: ({ lastPollAt }) => lastPollAt,
  }),
  newestReadingAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When the newest reading was taken; null when there is none yet.',
    resolve: ({ newestTakenAt }) => newestTakenAt,
  }),
  lastReadingAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When a new reading last came in; null when none has.',
    ...wholeConnection(({ lastReadingAt }) => lastReadingAt),
  }),
  asideCount: t.int({
    ...wholeConnection(({ asideCount }) => asideCount),
    description:
      'Readings whose times cannot be right, since the clock of the phone is wrong, and those of ' +
      'which the next polls will show whether they are. They are kept aside and are not served as ' +
      'glucose.',
  }),
  historicalPull: t.field({
    type: HistoricalPull,
    nullable: true,
    description:
      'How far the history of readings has come of a provider that gives one; null for DEXCOM, which ' +
      'gives a day.',
    resolve: ({ id }, _args, context) => loadReadingsPull(context, id),
  }),
  historicalPulls: t.field({
    type: [HistoricalPull],
    description: 'The same of all that a provider tells: readings, entries and calibrations.',
    resolve: ({ id }, _args, context) => loadHistories(context, id),
  }),
  recentPolls: t.field({
    type: [PollRecordType],
    description: 'The polls of the last 48 hours, newest first.',
    args: {
      first: t.arg.int({
        defaultValue: pollLimits.rowsDefault,
        description: `How many; 1 to ${pollLimits.rowsMax}.`,
        extensions: { rowsMax: pollLimits.rowsMax },
      }),
    },
    resolve: ({ id }, { first }, context) =>
      loadPolls(context, { id, rows: pageOf({ first }, () => false, pollLimits).rows }),
  }),
}));
