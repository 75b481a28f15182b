import type { Clock } from '#std/clock';
import type { Circuit } from './circuit.ts';
import { type ClaimedPoll, pollDeadlineMs } from './claimed-poll.ts';
import { type FetchDeps, fetchPoll } from './fetch-poll.ts';
import type { PollOutcome } from './poll-outcome.ts';
import type { SettledPoll } from './settle-polls.ts';
import type { Settler } from './settler.ts';

export interface PollReport {
  readonly connectionId: string;
  readonly region: ClaimedPoll['region'];
  readonly outcome: PollOutcome;
  /** From the planned moment to the moment at which the poll began. */
  readonly latenessMs: number;
  readonly durationMs: number;
  /** Null when it could not be written; the poll is made again when its lease has ended. */
  readonly settled: SettledPoll | null;
  /** From a reading's instant to its commit, for each reading that is new. */
  readonly freshnessMs: readonly number[];
}

export interface MakeDeps extends FetchDeps {
  readonly circuit: Circuit;
  readonly settler: Settler;
  /** Measures waits that are real also where `clock` is a test's own. */
  readonly wallClock: Clock;
}

/** Makes one claimed poll at its moment, from the wait before it to the commit behind it. */
export async function makePoll(deps: MakeDeps, poll: ClaimedPoll): Promise<PollReport> {
  const { clock, wallClock, circuit, settler } = deps;
  const waitMs = poll.readAt.getTime() - clock.nowMs();
  if (waitMs > 0) await clock.sleep(waitMs);
  const startedMs = wallClock.monotonicMs();
  const latenessMs = Math.max(0, clock.nowMs() - poll.plannedAt.getTime());
  const outcome = await ask(deps, poll);
  circuit.record(poll.region, outcome);
  const durationMs = wallClock.monotonicMs() - startedMs;
  const settled = await settler.settle({ poll, outcome, durationMs });
  const nowMs = clock.nowMs();
  const freshnessMs = (settled?.createdAt ?? []).map((takenAt) => nowMs - takenAt.getTime());
  const { connectionId, region } = poll;
  const report = { connectionId, region, outcome, latenessMs, durationMs, settled, freshnessMs };
  logPoll(deps, poll, report);
  return report;
}

async function ask(deps: MakeDeps, poll: ClaimedPoll): Promise<PollOutcome> {
  const { circuit, wallClock, log } = deps;
  const failed = { kind: 'unavailable', retryAfterMs: null, isHanging: false } as const;
  if (!circuit.mayAsk(poll.region, wallClock.monotonicMs())) return { ...failed, by: 'circuit' };
  const deadline = new AbortController();
  const ended = new AbortController();
  const watch = wallClock.sleep(pollDeadlineMs, ended.signal).then(() => {
    if (!ended.signal.aborted) deadline.abort();
  });
  try {
    return await fetchPoll(deps, poll, deadline.signal);
  } catch (error) {
    log.error('poll.failed', { connection_id: poll.connectionId, error });
    return { ...failed, by: 'gateway' };
  } finally {
    ended.abort();
    await watch;
  }
}

/** The canonical line of a poll. */
function logPoll({ log, clock }: MakeDeps, poll: ClaimedPoll, report: PollReport): void {
  const { settled, outcome } = report;
  const nextPollAtMs = settled?.decision?.nextPollAtMs ?? null;
  log.info('poll.finished', {
    connection_id: poll.connectionId,
    region: poll.region,
    reason: poll.reason,
    outcome: outcome.kind,
    is_outrun: settled?.isOutrun ?? null,
    created_count: settled?.createdCount ?? 0,
    updated_count: settled?.updatedCount ?? 0,
    lateness_ms: Math.round(report.latenessMs),
    duration_ms: Math.round(report.durationMs),
    state: settled?.decision?.state ?? poll.state,
    next_poll_in_ms: nextPollAtMs === null ? null : Math.round(nextPollAtMs - clock.nowMs()),
  });
}
