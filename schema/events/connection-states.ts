import { Connection } from '#schema/connections';
import {
  builder,
  type Context,
  encodeGlobalId,
  InvalidArgument,
  idOf,
  knownActorOf,
  NotFound,
} from '#schema/kit';
import { findUsers } from '#teams';
import { publicLiveError } from './event-failures.ts';
import { PublicReader, watchedCredentialOf } from './public-reader.ts';
import { type ToldConnections, toldConnections } from './told-connections.ts';

/** As many as a page of the list of users holds at most. */
const usersMax = 100;

const ConnectionStates = builder.objectRef<ToldConnections>('ConnectionStates').implement({
  description: 'What is linked of a user at present, and in which states it is.',
  fields: (t) => ({
    userId: t.id({
      description: 'The user.',
      resolve: ({ userId }) => encodeGlobalId('User', userId),
    }),
    connections: t.field({
      type: [Connection],
      description:
        'All connections that are not disconnected, newest last: none of a deleted user.',
      resolve: ({ connections }) => connections,
    }),
  }),
});

builder.subscriptionField('connectionStates', (t) =>
  t.field({
    type: [ConnectionStates],
    description:
      'The states of connections: in a first message those of all the users, and from then on those of ' +
      'each user of whom a `state`, `stateSince`, `stateUntil` or `action` has changed, or a connection ' +
      'came or went; by what a poll found, by a person, or by time alone. Each tells all there is of a ' +
      'user, in place of what was told before. Who takes them slower than they come is told the last. ' +
      'There is no cursor: who subscribes again is told all anew, and misses nothing.',
    authScopes: { key: 'read', token: 'watch' },
    args: {
      userIds: t.arg.idList({
        required: true,
        description: `The users; 1 to ${usersMax}, all of the team.`,
        extensions: { rowsMax: usersMax },
      }),
    },
    subscribe: async (_parent, { userIds }, context) => {
      const { live } = context.services;
      const credential = watchedCredentialOf(context);
      const { teamId } = knownActorOf(context);
      const ids = await visibleUserIds(context, userIds);
      const source = toldConnections(context);
      try {
        return new PublicReader(live.watchPresent({ teamId, userIds: ids, source, credential }));
      } catch (error) {
        throw publicLiveError(error);
      }
    },
    resolve: (told: readonly ToldConnections[]) => told,
  }),
);

/** Throws NotFound when one of them does not exist or may not be seen by the caller. */
async function visibleUserIds(context: Context, texts: readonly string[]): Promise<string[]> {
  if (texts.length === 0 || texts.length > usersMax) {
    throw new InvalidArgument('userIds', `1 to ${usersMax} ids`);
  }
  const ids = [...new Set(texts.map((text) => idOf(text, 'User', 'userIds')))];
  const actor = knownActorOf(context);
  if (actor.kind === 'user-token') {
    if (ids.some((id) => id !== actor.userId)) throw new NotFound('User', 'userIds');
    return ids;
  }
  const found = await findUsers(context.db, actor.teamId, ids);
  if (found.length < ids.length) throw new NotFound('User', 'userIds');
  return ids;
}
