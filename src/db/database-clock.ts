import { sql } from 'kysely';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import { isDatabaseUnavailable } from './error-codes.ts';
import type { Db } from './tables.ts';

/**
 * One time for all nodes: the database's. It is sampled every ten seconds; in between, and while
 * Postgres is unavailable, the monotonic clock carries it on. The wall clock of this machine never
 * counts.
 *
 * The error of a sample is at most half of its round trip. A sample that differs by less than that
 * changes nothing, so the time does not jitter.
 */
export interface DatabaseClock extends Clock, Service {
  /**
   * Calls the listener after each jump of the database's clock by more than two seconds, once the new
   * time counts; `jumpMs` is negative when the clock went back. Returns a function that removes it.
   */
  onJump(listener: (jumpMs: number) => void): () => void;
}

export interface DatabaseClockOptions {
  readonly db: Db;
  /** The system clock: sleeps, and measures the time between samples. */
  readonly clock: Clock;
  readonly log: Log;
}

const sampleEveryMs = 10_000;
const sampleRetryMs = 1_000;
const jumpMsMin = 2_000;

interface Sample {
  /** The database's time minus the monotonic time. */
  readonly offsetMs: number;
  /** How far the offset may be off: half of the round trip. */
  readonly uncertaintyMs: number;
}

/** `start` takes the first sample, and rejects when that fails; `nowMs` throws before it. */
export function createDatabaseClock({ db, clock, log }: DatabaseClockOptions): DatabaseClock {
  const listeners = new Set<(jumpMs: number) => void>();
  let offsetMs: number | undefined;

  function adopt(sample: Sample): void {
    const differenceMs = offsetMs === undefined ? 0 : sample.offsetMs - offsetMs;
    if (offsetMs !== undefined && Math.abs(differenceMs) <= sample.uncertaintyMs) return;
    offsetMs = sample.offsetMs;
    if (Math.abs(differenceMs) - sample.uncertaintyMs <= jumpMsMin) return;
    const jumpMs = Math.round(differenceMs);
    log.warn('clock.jumped', { jumpMs });
    for (const listener of listeners) listener(jumpMs);
  }

  const loop = createLoop({
    name: 'database-clock',
    clock,
    log,
    retryMs: sampleRetryMs,
    async step(signal) {
      await clock.sleep(sampleEveryMs, signal);
      if (signal.aborted) return 0;
      try {
        const sample = await unlessAborted(takeSample(db, clock), signal);
        if (sample !== undefined) adopt(sample);
      } catch (error) {
        if (!isDatabaseUnavailable(error)) throw error;
        log.debug('clock.carried-on', { error });
      }
      return 0;
    },
  });

  return {
    nowMs() {
      assert(offsetMs !== undefined, 'the clock is read only after its start');
      return Math.floor(clock.monotonicMs() + offsetMs);
    },
    monotonicMs: () => clock.monotonicMs(),
    sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
    async start() {
      if (offsetMs === undefined) adopt(await takeSample(db, clock));
      await loop.start();
    },
    stop: () => loop.stop(),
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Lets a stop go on while the database does not answer. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal) {
  const over = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    const options = { once: true, signal: over.signal };
    signal.addEventListener('abort', () => resolve(undefined), options);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}

async function takeSample(db: Db, clock: Clock): Promise<Sample> {
  const sentMs = clock.monotonicMs();
  const { rows } = await sql<{ nowMs: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"`.execute(db);
  const answeredMs = clock.monotonicMs();
  const nowMs = rows[0]?.nowMs;
  assert(nowMs !== undefined, 'the database tells its time in one row');
  return {
    offsetMs: nowMs - (sentMs + answeredMs) / 2,
    uncertaintyMs: (answeredMs - sentMs) / 2,
  };
}
