import { cadenceGuessMs, cadenceMsMin, delayGuessMs } from './pace.ts';

/**
 * What is known of a connection, as far as its next poll depends on it: twenty-three numbers, since it is
 * written at each poll of each connection. JSON-able; whole milliseconds, epoch where an instant.
 *
 * `newestAtMs` is on the sensor's side and moves with the phone's clock; all other instants were
 * read from our own clock. Only their difference, `delayMs`, relates the two, and it is learned.
 */
export interface PollMemory {
  /** The instant of the newest reading known. Null: none yet. */
  readonly newestAtMs: number | null;
  /** When a newer reading than all before was last fetched; before any, when we first asked. */
  readonly newsAtMs: number | null;
  /** When the last read that succeeded was answered. Null: never. */
  readonly polledAtMs: number | null;
  /** From one reading to the next. */
  readonly cadenceMs: number;
  /** From a reading's instant to the moment at which most readings (`aimShare`) can be seen. */
  readonly delayMs: number;
  /** On a bad day: by how much more readings come late than that. 0 on a usual one. */
  readonly excessMs: number;
  /** What is known of the delay while a connection is new, and how well; null later (`first-lessons`). */
  readonly typicalMs: number | null;
  readonly typicalSdMs: number | null;
  /** How often `delayMs` was put to the test, up to a bound. */
  readonly lessons: number;
  /** Readings in a row that the aim met (above 0) or missed (below 0). */
  readonly streak: number;
  /** Polls in a row that failed. */
  readonly failures: number;
  /** Polls in a row that brought no newer reading. */
  readonly misses: number;
  /** When hours were last looked through for readings that came late, and when the whole day. */
  readonly deepAtMs: number | null;
  readonly fullAtMs: number | null;
  /**
   * When an answer last held more entries than one device tells, or ended early for their number: so
   * many more are asked for. Null where the last look through the whole day was not so.
   */
  readonly crowdedAtMs: number | null;
  /** A login that failed is not made again before, as long as the session of before can be read with. */
  readonly loginAfterMs: number | null;
  /** When such a login was last refused, with reads going on. */
  readonly loginRefusedAtMs: number | null;
  /** How far phone's and sensor's clock were found apart where the phone's was wrong; null: never. */
  readonly wallErrorMs: number | null;
  /** The same where the sensor's was wrong. */
  readonly sensorErrorMs: number | null;
  /** The newest reading that is doubted (see `doubts`): its instant, and how far below now it was met. */
  readonly doubtedAtMs: number | null;
  readonly doubtedMs: number;
  /** Polls that met such a reading at that distance, up to a bound. */
  readonly doubts: number;
  /** When the sensor last told an error, where no reading followed; null otherwise. */
  readonly sensorFailedAtMs: number | null;
}

/** The memory of a connection that was never polled. */
export const emptyPollMemory: PollMemory = {
  newestAtMs: null,
  newsAtMs: null,
  polledAtMs: null,
  cadenceMs: cadenceGuessMs,
  delayMs: delayGuessMs,
  excessMs: 0,
  typicalMs: null,
  typicalSdMs: null,
  lessons: 0,
  streak: 0,
  failures: 0,
  misses: 0,
  deepAtMs: null,
  fullAtMs: null,
  crowdedAtMs: null,
  loginAfterMs: null,
  loginRefusedAtMs: null,
  wallErrorMs: null,
  sensorErrorMs: null,
  doubtedAtMs: null,
  doubtedMs: 0,
  doubts: 0,
  sensorFailedAtMs: null,
};

const memoryNames = Object.keys(emptyPollMemory);

/**
 * A memory as it was stored. What is missing or no number is taken as never learned, so that a
 * memory from another version costs some lessons and never a poll.
 */
export function readPollMemory(stored: unknown): PollMemory {
  if (typeof stored !== 'object' || stored === null) return emptyPollMemory;
  const memory = { ...emptyPollMemory };
  for (const name of memoryNames) {
    const value = (stored as Record<string, unknown>)[name];
    if (Number.isFinite(value)) (memory as Record<string, unknown>)[name] = value;
  }
  return { ...memory, ...readPollPace(memory) };
}

/** As it is stored: without what is null, which is read as null again. */
export function storedMemory(memory: PollMemory): Partial<PollMemory> {
  return Object.fromEntries(Object.entries(memory).filter(([, value]) => value !== null));
}

/** How often readings come, and how late they can be seen. */
export type PollPace = Pick<PollMemory, 'cadenceMs' | 'delayMs'>;

/** The same of these two alone. */
export function readPollPace({
  cadenceMs,
  delayMs,
}: Readonly<Record<keyof PollPace, unknown>>): PollPace {
  return {
    cadenceMs: Math.max(cadenceMsMin, numberOr(emptyPollMemory.cadenceMs, cadenceMs)),
    delayMs: numberOr(emptyPollMemory.delayMs, delayMs),
  };
}

function numberOr(guess: number, stored: unknown): number {
  return Number.isFinite(stored) ? (stored as number) : guess;
}

/**
 * The memory after our own clock was found to have jumped by `jumpMs` (ahead when positive). What
 * was learned stays true; the delay moves with the clock that it was measured by.
 */
export function shiftPollMemory(memory: PollMemory, jumpMs: number): PollMemory {
  const shift = (atMs: number | null) => (atMs === null ? null : atMs + jumpMs);
  return {
    ...memory,
    newsAtMs: shift(memory.newsAtMs),
    polledAtMs: shift(memory.polledAtMs),
    deepAtMs: shift(memory.deepAtMs),
    fullAtMs: shift(memory.fullAtMs),
    crowdedAtMs: shift(memory.crowdedAtMs),
    loginAfterMs: shift(memory.loginAfterMs),
    loginRefusedAtMs: shift(memory.loginRefusedAtMs),
    delayMs: memory.delayMs + jumpMs,
    typicalMs: shift(memory.typicalMs),
    doubtedMs: memory.doubtedAtMs === null ? 0 : memory.doubtedMs + jumpMs,
  };
}
