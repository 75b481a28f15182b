import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { type Db, inTransaction } from '#db';
import {
  appendEvents,
  createEvent,
  type EventType,
  ensureEventPartitions,
  type NewEvent,
} from '#events';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { createTestDatabase } from './database.ts';

/** A database of its own with an empty log, and events for it of one team and user. */
export async function setupLog() {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  await ensureEventPartitions(database.db, new Date());
  const teamId = newId(systemClock);
  const userId = newId(systemClock);
  const event = (data: unknown = {}, type: EventType = 'daily.data.glucose.created') =>
    createEvent(systemClock, { type, teamId, userId, clientUserId: 'ada', data });
  const append = (...events: NewEvent[]) => appendEvents(database.db, events);
  return {
    db: database.db,
    url: database.url,
    handle: database.handle,
    teamId,
    userId,
    event,
    append,
  };
}

/** A transaction that a test moves on step by step. */
export interface OpenTransaction {
  readonly db: Db;
  /** Resolves when it is committed. */
  commit(): Promise<void>;
  /** How it ended, without throwing. */
  readonly ended: Promise<unknown>;
}

/** Begins a transaction that has changed something, so that it has a transaction id. */
export async function beginWriting(db: Db): Promise<OpenTransaction> {
  const begun = Promise.withResolvers<Db>();
  const finish = Promise.withResolvers<void>();
  const whole = inTransaction(db, async (tx) => {
    await sql`create temp table if not exists written (n integer) on commit drop`.execute(tx);
    await sql`insert into written values (1)`.execute(tx);
    begun.resolve(tx);
    await finish.promise;
  });
  const ended = whole.then(
    () => null,
    (error: unknown) => error,
  );
  return {
    db: await begun.promise,
    ended,
    async commit() {
      finish.resolve();
      await whole;
    },
  };
}
