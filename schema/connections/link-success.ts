import { stateTextFor } from '#connections';
import type { Linked } from '#poller';
import { factsOf } from '#providers';
import { builder, type Context } from '#schema/kit';
import { findTeam } from '#teams';
import { ConnectionActionEnum, ConnectionStateEnum } from './connection-state.ts';
import { firstReadingExpectedAt } from './present-of.ts';
import { ProviderNeedEnum } from './provider.ts';

export interface LinkedForWearer extends Linked {
  readonly followerContact: string | null;
}

/** Holds no more than the bearer of a link token may know: nothing of the user's data. */
export const LinkSuccess = builder.objectRef<LinkedForWearer>('LinkSuccess').implement({
  description: 'The account is connected; what Dexcom said of it so far.',
  fields: (t) => ({
    connectionId: t.id({
      description: 'The global id of the connection.',
      resolve: ({ connection }) => `Connection:${connection.id}`,
    }),
    isNew: t.boolean({
      description: 'False when a connection that was there got new credentials.',
      resolve: ({ isNew }) => isNew,
    }),
    state: t.field({
      type: ConnectionStateEnum,
      description: 'The state after the first poll.',
      resolve: ({ connection }) => connection.state,
    }),
    stateUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a lockout or a throttle ends; null for other states.',
      resolve: ({ connection }) => connection.stateUntil,
    }),
    meaning: t.string({
      description: 'What that means: a sentence for the wearer.',
      resolve: ({ connection }) => stateTextFor(connection.state, connection.provider).meaning,
    }),
    whatToDo: t.string({
      description: 'What the wearer can do about it now.',
      resolve: ({ connection }) => stateTextFor(connection.state, connection.provider).whatToDo,
    }),
    action: t.field({
      type: ConnectionActionEnum,
      nullable: true,
      description: 'The same as a code; null where there is nothing to do.',
      resolve: ({ connection }) => stateTextFor(connection.state, connection.provider).action,
    }),
    isSharingOn: t.boolean({
      nullable: true,
      description: 'Whether Share is on; null when Dexcom was not asked or did not say.',
      resolve: (linked) => sharingOf(linked),
    }),
    followerCount: t.int({
      nullable: true,
      description: 'How many followers Share has; null when Dexcom was not asked or did not say.',
      resolve: ({ connection }) => connection.followerCount,
    }),
    readingCount: t.int({
      description: 'How many readings the first poll brought.',
      resolve: ({ createdCount }) => createdCount,
    }),
    hasReadings: t.boolean({
      description: 'Whether any reading has come.',
      resolve: ({ connection }) => connection.newestTakenAt !== null,
    }),
    newestReadingAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the newest reading was taken; null when there is none yet.',
      resolve: ({ connection }) => connection.newestTakenAt,
    }),
    firstReadingExpectedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When Dexcom is asked next while there is no reading yet; null when there is one, or when ' +
        'Dexcom is not asked before something is mended.',
      resolve: ({ connection }) => firstReadingExpectedAt(connection),
    }),
    needs: t.stringList({
      description: 'What must hold for readings to come, a sentence each.',
      resolve: ({ connection }) =>
        factsOf(connection.provider).needs.map(({ sentence }) => sentence),
    }),
    needCodes: t.field({
      type: [ProviderNeedEnum],
      description: 'The same as codes, in the same order.',
      resolve: ({ connection }) => factsOf(connection.provider).needs.map(({ code }) => code),
    }),
    followerContact: t.exposeString('followerContact', {
      nullable: true,
      description: "An account of the team's own that the wearer may invite as follower.",
    }),
  }),
});

/** Readings that this poll brought show that sharing is on, and Dexcom need not be asked. */
function sharingOf({ connection, createdCount }: Linked): boolean | null {
  return connection.isSharingOn ?? (createdCount > 0 ? true : null);
}

/** With whom the wearer may invite as follower. */
export async function linkedForWearer(
  { db }: Pick<Context, 'db'>,
  linked: Linked,
): Promise<LinkedForWearer> {
  const team = await findTeam(db, { id: linked.connection.teamId });
  return { ...linked, followerContact: team?.followerContact ?? null };
}
