import type { Db } from '#db';
import { deviceEventsOf, keepDevices } from '#devices';
import { diaryEventsOf, ingestDiary } from '#diary';
import { appendEvents, createEvent, type EventType, type NewEvent } from '#events';
import { glucoseEventsOf, keepHistory } from '#glucose';
import { factsOf } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import type { Answered, AskedPull } from './ask-for.ts';

interface KeepDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

/** What of it is to be told, in the same transaction. */
export interface Kept {
  /** Entries or devices that are new. */
  readonly count: number;
  readonly events: readonly NewEvent[];
}

/**
 * Keeps readings, and returns how many samples are new. Of the past nobody is told sample by sample,
 * but for what was told with another value; of what came later everything is told, since no poll will.
 */
export async function keepReadings(
  { db, clock }: KeepDeps,
  { pull, connection }: AskedPull,
  { batch }: Extract<Answered, { kind: 'readings' }>,
): Promise<number> {
  const { userId, provider } = connection;
  const { origin } = factsOf(provider);
  const nowMs = clock.nowMs();
  const readings = batch.readings.filter(({ takenAtMs }) => takenAtMs <= nowMs);
  const eventOf = eventMakerOf(clock, connection);
  const history = { userId, provider, origin, readings, isLate: pull.isLate };
  const kept = await keepHistory(db, history, dateOf(clock), (tx, { created, corrected }) => {
    const told = (type: EventType, samples: typeof created) =>
      glucoseEventsOf(userId, samples).map((data) => eventOf(type, data));
    return appendEvents(tx, [
      ...(pull.isLate ? told('daily.data.glucose.created', created) : []),
      ...told('daily.data.glucose.updated', corrected),
    ]);
  });
  return kept.createdCount;
}

/** Keeps entries and devices. What is new of the past is not told one by one, but what changed is. */
export async function keepAnswer(
  tx: Db,
  { clock, sealer }: KeepDeps,
  { connection, ask }: AskedPull,
  answered: Answered,
): Promise<Kept> {
  const { userId, provider } = connection;
  const receivedAt = dateOf(clock);
  const eventOf = eventMakerOf(clock, connection);
  const of = { userId, provider, receivedAt };
  switch (answered.kind) {
    case 'entries': {
      const { entries } = answered.batch;
      const changes = await ingestDiary(tx, sealer, { ...of, entries });
      const news = ask.kind === 'past' ? { ...changes, created: [] } : changes;
      const events = diaryEventsOf(of, news).map(({ type, data }) => eventOf(type, data));
      return { count: changes.created.length, events };
    }
    case 'devices': {
      const changes = await keepDevices(tx, clock, { ...of, devices: answered.batch.devices });
      const events = deviceEventsOf(changes).map(({ type, data }) => eventOf(type, data));
      return { count: changes.created.length, events };
    }
    case 'readings':
    case 'range':
      return { count: 0, events: [] };
  }
}

function eventMakerOf(clock: Clock, connection: AskedPull['connection']) {
  const { teamId, userId, clientUserId } = connection;
  return (type: EventType, data: unknown) =>
    createEvent(clock, { type, teamId, userId, clientUserId, data });
}
