import {
  disconnectConnections,
  endLinksOfUser,
  listConnectionIds,
  listLoneAccountKeys,
  personKeysOf,
} from '#connections';
import type { Db } from '#db';
import { appendEvents } from '#events';
import { eraseLogins } from '#permits';
import { eraseAccounts } from '#poll-plans';
import { erasePolls } from '#poller';
import { type Clock, dateOf } from '#std/clock';
import { eraseAudit, type UserHook } from '#teams';
import type { Base } from './open-base.ts';

/** Disconnects a deleted user and appends the event, in the transaction of the deletion. */
export function disconnectUser(clock: Clock): UserHook {
  return async (db, userId) => {
    const ended = await disconnectConnections(db, clock, { userId });
    const events = ended.map(({ event }) => event);
    await appendEvents(db, events);
  };
}

/** What is told of a user's connections elsewhere: the rows themselves go with the user. */
export async function eraseConnections(db: Db, userId: string): Promise<void> {
  const connectionIds = await listConnectionIds(db, userId);
  await erasePolls(db, connectionIds);
  await eraseAudit(db, 'connection', connectionIds);
}

/** Hashes of the person's accounts, of their names and of the person, where nobody else has them. */
export function eraseAccountsOf({ clock, keyedHash }: Base) {
  return async (db: Db, userId: string): Promise<void> => {
    const accountKeys = await listLoneAccountKeys(db, userId);
    await eraseAccounts(db, accountKeys);
    const keys = [...accountKeys, ...personKeysOf(keyedHash, userId)];
    await eraseLogins(db, keys, dateOf(clock));
  };
}

/** Ends the link tokens of a user who loses all other tokens. */
export function endLinks(clock: Clock): UserHook {
  return (db, userId) => endLinksOfUser(db, userId, dateOf(clock));
}
