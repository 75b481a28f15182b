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
 * Gathers polls that end together and writes them in one transaction, which costs about as much for
 * thirty as for five. A poll waits at most `gatherMs` for company, and no longer than until all that
 * are under way have come. What waits is bounded by the polls under way.
 */
export interface Settler {
  /** Resolves when the poll is committed; null when it could not be, and will be polled again. */
  settle(fetched: FetchedPoll): Promise<SettledPoll | null>;
  /** Resolves when nothing waits and nothing is being written. */
  idle(): Promise<void>;
}

const gatherMs = 100;
const batchMax = 200;

interface Waiting {
  readonly fetched: FetchedPoll;
  readonly resolve: (settled: SettledPoll | null) => void;
}

export interface SettlerOptions extends SettleOptions {
  readonly wallClock: Clock;
  /** How many polls are under way, those that wait here included: whether company can come. */
  readonly underWayCount: () => number;
}

export function createSettler(db: Db, log: Log, options: SettlerOptions): Settler {
  const { wallClock, underWayCount } = options;
  const queue: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let gathering: AbortController | undefined;

  const isCompanyNear = () => queue.length < Math.min(batchMax, underWayCount());

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      if (isCompanyNear()) {
        gathering = new AbortController();
        await wallClock.sleep(gatherMs, gathering.signal);
        gathering = undefined;
      }
      await write(queue.splice(0, batchMax));
    }
    writing = undefined;
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    const error = await settleAll(batch, (fetched) => fetched);
    if (error === null) return;
    if (isDatabaseUnavailable(error)) return giveUp(batch, error);
    for (const each of batch) await writeAlone(each);
  }

  /**
   * One poll that cannot be written must neither take its company with it nor be made again at once,
   * for ever: what it brought is let go, and the connection waits as after any failure.
   */
  async function writeAlone(each: Waiting): Promise<void> {
    const error = await settleAll([each], (fetched) => fetched);
    if (error === null) return;
    const connectionId = each.fetched.poll.connectionId;
    log.error('poll.unwritten', { connection_id: connectionId, error });
    const outcome = { kind: 'gateway-fault', fault: 'unwritten' } as const;
    const second = await settleAll([each], (fetched) => ({ ...fetched, outcome }));
    if (second !== null) giveUp([each], second);
  }

  /** Null when all are committed and told so; else why not, and nobody is. */
  async function settleAll(
    batch: readonly Waiting[],
    as: (fetched: FetchedPoll) => FetchedPoll,
  ): Promise<unknown> {
    try {
      const settled = await settlePolls(
        db,
        options,
        batch.map(({ fetched }) => as(fetched)),
      );
      for (const [index, each] of batch.entries()) each.resolve(settled[index] ?? null);
      return null;
    } catch (error) {
      return error;
    }
  }

  /** The leases end by themselves and the polls are made again, so nothing is lost. */
  function giveUp(batch: readonly Waiting[], error: unknown): void {
    log.error('poll.unsettled', { poll_count: batch.length, error });
    for (const each of batch) each.resolve(null);
  }

  return {
    settle(fetched) {
      return new Promise((resolve) => {
        queue.push({ fetched, resolve });
        if (!isCompanyNear()) gathering?.abort();
        writing ??= drain();
      });
    },
    async idle() {
      await writing;
    },
  };
}
