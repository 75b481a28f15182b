import type { Db } from '#db';
import { timeOfId } from '#std/ids';
import { findPositionBefore } from './find-position-before.ts';

/** Part of the log in which the event of an id stands, if the log holds it. */
export interface IdStretch {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly until: number;
  readonly from: Date;
  readonly to: Date;
}

/** An event is appended in the transaction in which it was made, by clocks that may differ a little. */
const earlierMs = 10_000;
/** As long as a transaction may wait for others. */
const laterMs = 120_000;

/** Null for an id that does not tell when it was made: no event has one. */
export async function findStretchOfId(db: Db, eventId: string): Promise<IdStretch | null> {
  const madeAtMs = timeOfId(eventId);
  if (madeAtMs === null) return null;
  const [from, to] = [new Date(madeAtMs - earlierMs), new Date(madeAtMs + laterMs)];
  const after = await findPositionBefore(db, from);
  return { after, until: await findPositionBefore(db, to), from, to };
}
