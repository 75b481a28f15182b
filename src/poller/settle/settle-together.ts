import { type Db, isDatabaseDown } from '#db';
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
    write,
    onRefused: settleAsUnwritten,
    isOutage: isDatabaseDown,
    outage: { kind: 'let-go', onLetGo: giveUp },
  });

  async function write(batch: readonly Waiting[]): Promise<void> {
    const fetched = batch.map((each) => each.fetched);
    const settled = await settlePolls(db, options, fetched);
    for (const [index, each] of batch.entries()) each.resolve(settled[index] ?? null);
  }

  /**
   * A poll that cannot be written must not be made again at once, for ever: what it brought is let
   * go, and the connection waits as after any failure.
   */
  async function settleAsUnwritten(each: Waiting, error: unknown): Promise<void> {
    const { fetched, resolve } = each;
    log.error('poll.unwritten', { connection_id: fetched.poll.connectionId, error });
    const outcome = { kind: 'gateway-fault', fault: 'unwritten' } as const;
    try {
      await write([{ fetched: { ...fetched, outcome }, resolve }]);
    } catch (second) {
      giveUp([each], second);
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
