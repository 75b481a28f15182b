import type { Lane } from '#poll-plans';
import { passwordProvider, type Region } from '#providers';
import { dateOf } from '#std/clock';
import { createLoop } from '#std/loop';
import type { Random } from '#std/random';
import type { Service } from '#std/service';
import { createCircuit } from './ask/index.ts';
import {
  claimPoll,
  claimPolls,
  createLanes,
  type PollerLimits,
  pollerLimits,
} from './claim/index.ts';
import { createClockJumpPause } from './clock-jump-pause.ts';
import { type ClaimedPoll, pollDeadlineMs } from './poll/index.ts';
import type { PollReport } from './poll-report.ts';
import { createPollTimeLimits } from './poll-time-limits.ts';
import { reportStalls } from './report-stalls.ts';
import { type RunPollDeps, runPoll } from './run-poll.ts';
import { createPollSettler, createRefusingRegions, createRegionDelays } from './settle/index.ts';

/**
 * Asks providers at our pace: claims what is due, fetches, settles, and decides the next. Any number of
 * nodes may run one each over one database.
 */
export interface Poller extends Service {
  /** Claims and makes every poll that is due now, and resolves when all are settled. */
  pollDue(): Promise<readonly PollReport[]>;
  /** Polls one connection now; null when a poll of it is running or has to wait. */
  pollNow(connectionId: string): Promise<PollReport | null>;
  /** Appends an event for each connection that has gone silent; the service does it by itself. */
  reportStalls(): Promise<number>;
  /**
   * To be told when the clock was found to have jumped (ahead when positive). Polling pauses until
   * all nodes have noticed; plans keep their places in real time, and no account comes below its
   * floor. Resolves when all is in order again.
   */
  replanAfterJump(jumpMs: number): Promise<void>;
  /** How many polls are under way at a region. */
  inFlight(region: Region): number;
  isCircuitOpen(region: Region): boolean;
}

export interface PollerOptions extends Omit<RunPollDeps, 'circuit' | 'settler' | 'timeLimits'> {
  readonly random: Random;
  /** A silence longer than this is reported to the team. */
  readonly stallAfterMs: number;
  readonly limits?: Partial<PollerLimits>;
  readonly onPoll?: (report: PollReport) => void;
}

/** How far ahead polls are claimed; the node holds them until their moment. */
const horizonMs = 300;
const tickMs = 150;
const retryMs = 1_000;
/** A request that takes so long is not to hold a place that a quick one could have. */
const slowAfterMs = 3_000;
const stallsEveryMs = 30_000;

export function createPoller(options: PollerOptions): Poller {
  const { db, clock, log, random, stallAfterMs, systemClock } = options;
  const circuit = createCircuit();
  const timeLimits = createPollTimeLimits(systemClock, {
    slowAfterMs,
    lateAfterMs: pollDeadlineMs,
  });
  const lanes = createLanes({ ...pollerLimits, ...options.limits });
  const jumps = createClockJumpPause({ db, clock, random, systemClock, log });
  const running = new Set<Promise<PollReport>>();
  const underWayCount = () => running.size;
  const refusingRegions = createRefusingRegions();
  const regionDelays = createRegionDelays();
  const settling = { clock, random, refusingRegions, regionDelays, systemClock, underWayCount };
  const settler = createPollSettler(db, log, settling);
  const deps = { ...options, circuit, settler, timeLimits };

  function start(poll: ClaimedPoll): Promise<PollReport> {
    const place = lanes.enter(poll.region, poll.isSuspect);
    const making = runPoll(deps, poll, place).finally(() => {
      place.leave();
      running.delete(making);
    });
    running.add(making);
    return making.then((report) => {
      options.onPoll?.(report);
      return report;
    });
  }

  async function tick(): Promise<number> {
    if (jumps.isPaused()) return tickMs;
    const free = lanes.free(systemClock.monotonicMs());
    const nowMs = clock.nowMs();
    const claimed = await claimPolls(db, free, new Date(nowMs), new Date(nowMs + horizonMs));
    for (const poll of claimed) {
      start(poll).catch((error) => log.error('poll.lost', { error }));
    }
    return free.some((lane) => isFilled(lane, claimed)) ? 0 : tickMs;
  }

  const polling = createLoop({ name: 'poller', clock: systemClock, log, retryMs, step: tick });
  const stalls = createLoop({
    name: 'stalls',
    clock: systemClock,
    log,
    retryMs: stallsEveryMs,
    async step() {
      if (!jumps.isPaused()) await reportStalls(db, clock, stallAfterMs);
      return stallsEveryMs;
    },
  });

  return {
    async start() {
      await polling.start();
      await stalls.start();
    },
    async stop() {
      jumps.stop();
      await Promise.all([polling.stop(), stalls.stop()]);
      await Promise.allSettled(running);
      await settler.idle();
    },
    async pollDue() {
      const now = dateOf(clock);
      const claimed = await claimPolls(db, lanes.free(systemClock.monotonicMs()), now, now);
      return Promise.all(claimed.map(start));
    },
    async pollNow(connectionId) {
      if (jumps.isPaused()) return null;
      const poll = await claimPoll(db, connectionId, dateOf(clock));
      return poll && start(poll);
    },
    reportStalls: () => reportStalls(db, clock, stallAfterMs),
    replanAfterJump: (jumpMs) => jumps.keep(jumpMs),
    inFlight: (region) => lanes.inFlight(region),
    isCircuitOpen: (region) =>
      circuit.isOpen({ provider: passwordProvider, region }, clock.monotonicMs()),
  };
}

/** Whether a lane may have more that is due than was claimed. */
function isFilled({ region, isSuspect, slots }: Lane, claimed: readonly ClaimedPoll[]): boolean {
  if (slots === 0) return false;
  const ofLane = claimed.filter((poll) => poll.region === region && poll.isSuspect === isSuspect);
  return ofLane.length >= slots;
}
