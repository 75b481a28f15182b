import { type Db, isDatabaseDown, isNodeDown } from '#db';
import type { Clock } from '#std/clock';
import { createGatherer } from '#std/gatherer';
import type { Log } from '#std/log';
import type { FetchedPoll, SettledPoll } from './decided-poll.ts';
import { type SettleOptions, settlePolls } from './settle-polls.ts';

/**
 * Settles polls that end together in one transaction, which costs about as much for thirty as for
 * five. A poll waits at most `gatherMs` for others, and no longer than until all that are under way
 * have come. What waits is bounded by the polls under way.
 */
export interface PollSettler {
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

export interface PollSettlerOptions extends SettleOptions {
  readonly systemClock: Clock;
  /** How many polls are under way, those that wait here included: whether more can come. */
  readonly underWayCount: () => number;
}

export function createPollSettler(db: Db, log: Log, options: PollSettlerOptions): PollSettler {
  const { systemClock, underWayCount } = options;
  const gatherer = createGatherer<Waiting>({
    clock: systemClock,
    gatherMs,
    batchMax,
    isMoreComing: (waitingCount) => waitingCount < underWayCount(),
    write: (batch) => write(batch),
    onRefused: settleAsUnwritten,
    isOutage: isDatabaseDown,
    outage: { kind: 'let-go', onLetGo: giveUp },
  });

  async function write(batch: readonly Waiting[], isHistoryKept = true): Promise<void> {
    const fetched = batch.map((each) => each.fetched);
    const settled = await settlePolls(db, { ...options, isHistoryKept }, fetched);
    for (const [index, each] of batch.entries()) each.resolve(settled[index] ?? null);
  }

  /**
   * A poll that cannot be written must not be made again at once, for ever: what it brought is let
   * go, and the connection waits as after any failure. Where the node of a cluster is down, it may be
   * that of the history alone; else the next poll asks for what this one brought.
   */
  async function settleAsUnwritten(each: Waiting, error: unknown): Promise<void> {
    const { fetched, resolve } = each;
    const isHistoryKept = !isNodeDown(error);
    const outcome = { kind: 'gateway-fault', fault: 'unwritten' } as const;
    try {
      if (!isHistoryKept && (await isWritten(each))) return;
      log.error('poll.unwritten', { connection_id: fetched.poll.connectionId, error });
      await write([{ fetched: { ...fetched, outcome }, resolve }], isHistoryKept);
    } catch (second) {
      giveUp([each], second);
    }
  }

  /** Whether a poll can be written without its line in the history. */
  async function isWritten(each: Waiting): Promise<boolean> {
    try {
      await write([each], false);
      return true;
    } catch (error) {
      if (!isNodeDown(error)) throw error;
      return false;
    }
  }

  /** The leases end by themselves and the polls are made again, so nothing is lost. */
  function giveUp(batch: readonly Waiting[], error: unknown): void {
    log.error('poll.unsettled', { poll_count: batch.length, error });
    for (const each of batch) each.resolve(null);
  }

  return {
    settle: (fetched) => new Promise((resolve) => gatherer.add({ fetched, resolve })),
    idle: () => gatherer.flush(),
  };
}
