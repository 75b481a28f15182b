import { type Db, isDatabaseUnavailable } from '#db';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import {
  type FetchedPoll,
  type SettledPoll,
  type SettleOptions,
  settlePolls,
} from './settle-polls.ts';

/**
 * Gathers polls that end together and writes them in one transaction: at hundreds a second the
 * commit is what costs. A poll waits at most `gatherMs` for company.
 */
export interface Settler {
  /** Resolves when the poll is committed; null when it could not be, and will be polled again. */
  settle(fetched: FetchedPoll): Promise<SettledPoll | null>;
  /** Resolves when nothing waits and nothing is being written. */
  idle(): Promise<void>;
}

const gatherMs = 15;
const batchMax = 200;

interface Waiting {
  readonly fetched: FetchedPoll;
  readonly resolve: (settled: SettledPoll | null) => void;
}

export function createSettler(db: Db, log: Log, options: SettleOptions, wall: Clock): Settler {
  const queue: Waiting[] = [];
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      if (queue.length < batchMax) await wall.sleep(gatherMs);
      await write(queue.splice(0, batchMax));
    }
    writing = undefined;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const fetched = batch.map((each) => each.fetched);
      const settled = await settlePolls(db, options, fetched);
      for (const [index, each] of batch.entries()) each.resolve(settled[index] ?? null);
    } catch (error) {
      await fail(batch, error);
    }
  }

  /**
   * The leases end by themselves and the polls are made again, so nothing is lost; but one poll that
   * cannot be written must not take its company with it.
   */
  async function fail(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (batch.length > 1 && !isDatabaseUnavailable(error)) {
      for (const each of batch) await write([each]);
      return;
    }
    log.error('poll.unsettled', { poll_count: batch.length, error });
    for (const each of batch) each.resolve(null);
  }

  return {
    settle(fetched) {
      return new Promise((resolve) => {
        queue.push({ fetched, resolve });
        writing ??= drain();
      });
    },
    async idle() {
      await writing;
    },
  };
}
