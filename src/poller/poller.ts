import type { Region } from '#dexcom-share';
import { dateOf } from '#std/clock';
import { createLoop } from '#std/loop';
import type { Random } from '#std/random';
import type { Service } from '#std/service';
import { createCircuit } from './circuit.ts';
import { claimPoll, claimPolls } from './claim-polls.ts';
import type { ClaimedPoll } from './claimed-poll.ts';
import { createLanes, type PollerLimits, pollerLimits } from './lanes.ts';
import { type MakeDeps, makePoll, type PollReport } from './make-poll.ts';
import { createSettler } from './settler.ts';

/**
 * Asks Dexcom at our pace: claims what is due, fetches, settles, and decides the next. Any number of
 * nodes may run one each over one database.
 */
export interface Poller extends Service {
  /** Claims and makes every poll that is due now, and resolves when all are settled. */
  pollDue(): Promise<readonly PollReport[]>;
  /** Polls one connection now; null when a poll of it is running or its account's floor forbids. */
  pollNow(connectionId: string): Promise<PollReport | null>;
  /** How many polls are under way at a region. */
  inFlight(region: Region): number;
  isCircuitOpen(region: Region): boolean;
}

export interface PollerOptions extends Omit<MakeDeps, 'circuit' | 'settler'> {
  readonly random: Random;
  readonly stallAfterMs: number;
  readonly limits?: Partial<PollerLimits>;
  readonly onPoll?: (report: PollReport) => void;
}

/** How far ahead polls are claimed; the node holds them until their moment. */
const horizonMs = 300;
const tickMs = 150;
const retryMs = 1_000;

export function createPoller(options: PollerOptions): Poller {
  const { db, clock, log, random, stallAfterMs, wallClock } = options;
  const circuit = createCircuit();
  const settler = createSettler(db, log, { clock, random, stallAfterMs }, wallClock);
  const lanes = createLanes({ ...pollerLimits, ...options.limits });
  const running = new Set<Promise<PollReport>>();

  function start(poll: ClaimedPoll): Promise<PollReport> {
    lanes.take(poll.region, poll.isSuspect);
    const making = makePoll({ ...options, circuit, settler }, poll).finally(() => {
      lanes.give(poll.region, poll.isSuspect);
      running.delete(making);
    });
    running.add(making);
    return making.then((report) => {
      options.onPoll?.(report);
      return report;
    });
  }

  async function tick(): Promise<number> {
    const free = lanes.free();
    const nowMs = clock.nowMs();
    const claimed = await claimPolls(db, free, new Date(nowMs), new Date(nowMs + horizonMs));
    for (const poll of claimed) {
      start(poll).catch((error) => log.error('poll.lost', { error }));
    }
    const isFull = free.some(({ region, isSuspect, slots }) => {
      const isOfLane = (poll: ClaimedPoll) =>
        poll.region === region && poll.isSuspect === isSuspect;
      return slots > 0 && claimed.filter(isOfLane).length === slots;
    });
    return isFull ? 0 : tickMs;
  }

  const loop = createLoop({ name: 'poller', clock: wallClock, log, retryMs, step: tick });
  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await Promise.allSettled(running);
      await settler.idle();
    },
    async pollDue() {
      const now = dateOf(clock);
      const claimed = await claimPolls(db, lanes.free(), now, now);
      return Promise.all(claimed.map(start));
    },
    async pollNow(connectionId) {
      const poll = await claimPoll(db, connectionId, dateOf(clock));
      return poll && start(poll);
    },
    inFlight: (region) => lanes.inFlight(region),
    isCircuitOpen: (region) => circuit.isOpen(region),
  };
}
