import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Circuit } from './ask/index.ts';
import { type AskDeps, fetchPoll } from './ask/index.ts';
import type { Place } from './claim/index.ts';
import { steadyPaceOf } from './policy/index.ts';
import type { ClaimedPoll, PollOutcome } from './poll/index.ts';
import { logPoll, type PollReport } from './poll-report.ts';
import type { PollTimeLimits } from './poll-time-limits.ts';
import type { PollSettler } from './settle/index.ts';

export interface RunPollDeps extends AskDeps {
  readonly log: Log;
  readonly circuit: Circuit;
  readonly settler: PollSettler;
  readonly timeLimits: PollTimeLimits;
  /** Measures waits that are real also where `clock` is a test's own. */
  readonly systemClock: Clock;
}

/** Runs one claimed poll at its moment, from the wait before it to the commit behind it. */
export async function runPoll(
  deps: RunPollDeps,
  poll: ClaimedPoll,
  place: Place,
): Promise<PollReport> {
  const { clock, systemClock, settler } = deps;
  const waitMs = poll.readAt.getTime() - clock.nowMs();
  if (waitMs > 0) await clock.sleep(waitMs);
  const startedMs = systemClock.monotonicMs();
  const latenessMs = Math.max(0, clock.nowMs() - poll.plannedAt.getTime());
  const outcome = await askUnlessOpen(deps, poll, place);
  const durationMs = systemClock.monotonicMs() - startedMs;
  const settled = await settler.settle({ poll, outcome, durationMs });
  const totalMs = systemClock.monotonicMs() - startedMs;
  const tellsOfDelay = !isBackfill(poll) && steadyPaceOf(poll) === null;
  const freshnessMs = tellsOfDelay ? agesOf(settled?.createdAt ?? [], clock.nowMs()) : [];
  const { connectionId, region } = poll;
  const times = { latenessMs, durationMs, totalMs, freshnessMs };
  const report = { connectionId, region, outcome, settled, ...times };
  logPoll(deps, poll, report);
  return report;
}

/**
 * What a connection brings first after it was linked is a day of history, and tells of no delay; what
 * a provider brings that is hours late by nature is as late on the best of days.
 */
function isBackfill({ state, newestTakenAt }: ClaimedPoll): boolean {
  return state === 'WAITING' || newestTakenAt === null;
}

function agesOf(takenAt: readonly Date[], nowMs: number): number[] {
  return takenAt.map((at) => nowMs - at.getTime());
}

async function askUnlessOpen(
  deps: RunPollDeps,
  poll: ClaimedPoll,
  place: Place,
): Promise<PollOutcome> {
  const { circuit, clock } = deps;
  const judged = { isSuspect: poll.isSuspect, failures: poll.memory.failures };
  const verdict = circuit.judge(poll, judged, clock.monotonicMs());
  const notAsked = { request: 'read', by: 'circuit' } as const;
  switch (verdict.kind) {
    case 'unavailable':
      return {
        kind: 'unavailable',
        retryAfterMs: null,
        isHanging: false,
        isSessionDoubted: false,
        ...notAsked,
      };
    case 'throttled':
      return { kind: 'throttled', retryAfterMs: verdict.retryAfterMs, ...notAsked };
    case 'ask': {
      const outcome = await ask(deps, poll, place);
      circuit.record(poll, judged, outcome, clock.monotonicMs());
      return outcome;
    }
  }
}

async function ask(deps: RunPollDeps, poll: ClaimedPoll, place: Place): Promise<PollOutcome> {
  const deadline = new AbortController();
  const end = deps.timeLimits.start({
    onSlow: () => place.slow(),
    onLate: () => deadline.abort(),
  });
  try {
    return await fetchPoll(deps, poll, deadline.signal);
  } catch (error) {
    deps.log.error('poll.failed', { connection_id: poll.connectionId, error });
    return { kind: 'gateway-fault', fault: 'unexpected' };
  } finally {
    end();
  }
}
