import { sql } from 'kysely';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import { isDatabaseUnavailable } from './error-codes.ts';
import type { Db } from './tables.ts';

/**
 * One time for all nodes: the database's, sampled every ten seconds and carried on in between, and
 * while Postgres is away, by the monotonic clock. What this machine's own clock says never counts.
 *
 * A sample is worth as much as its round trip was short: one that contradicts the carried time by
 * less than it could be wrong changes nothing, so the time does not tremble.
 */
export interface DatabaseClock extends Clock, Service {
  /**
   * Tells of each jump of the database's clock by more than two seconds, after the new time holds;
   * negative when it went back. Returns how to hear no more.
   */
  onJump(hear: (jumpMs: number) => void): () => void;
}

export interface DatabaseClockOptions {
  readonly db: Db;
  /** The platform's: sleeps, and measures what passes between samples. */
  readonly clock: Clock;
  readonly log: Log;
}

const sampleEveryMs = 10_000;
const sampleRetryMs = 1_000;
const jumpMsMin = 2_000;

interface Sample {
  /** The database's time less the monotonic time. */
  readonly offsetMs: number;
  /** How far the offset may be off: half of the round trip. */
  readonly uncertaintyMs: number;
}

/** `start` takes the first sample and rejects when that fails; before it there is no time. */
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
    for (const hear of listeners) hear(jumpMs);
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
      assert(offsetMs !== undefined, 'the database clock is read only after its start');
      return Math.floor(clock.monotonicMs() + offsetMs);
    },
    monotonicMs: () => clock.monotonicMs(),
    sleep: (delayMs, signal) => clock.sleep(delayMs, signal),
    async start() {
      if (offsetMs === undefined) adopt(await takeSample(db, clock));
      await loop.start();
    },
    stop: () => loop.stop(),
    onJump(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

/** A stop does not wait for a database that gives no answer. */
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
