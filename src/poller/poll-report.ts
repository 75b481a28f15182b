import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { ClaimedPoll, PollOutcome } from './poll/index.ts';
import type { SettledPoll } from './settle/index.ts';

/** What became of one poll, and how long it took. */
export interface PollReport {
  readonly connectionId: string;
  readonly region: ClaimedPoll['region'];
  readonly outcome: PollOutcome;
  /** From the planned moment to the moment at which the poll began. */
  readonly latenessMs: number;
  /** Until the provider's answer was there. */
  readonly durationMs: number;
  /** Until the commit. */
  readonly totalMs: number;
  /** Null when it could not be written; the poll is made again when its lease has ended. */
  readonly settled: SettledPoll | null;
  /**
   * From a reading's instant to its commit, for each reading that is new; none where the poll brought
   * the history of a connection that was just linked.
   */
  readonly freshnessMs: readonly number[];
}

/** The canonical line of a poll. */
export function logPoll(
  { log, clock }: { readonly log: Log; readonly clock: Clock },
  poll: ClaimedPoll,
  { outcome, settled, latenessMs, durationMs }: PollReport,
): void {
  const nextPollAtMs = settled?.decision?.nextPollAtMs ?? null;
  log.info('poll.finished', {
    connection_id: poll.connectionId,
    region: poll.region,
    reason: poll.reason,
    outcome: outcome.kind,
    ...factsOf(poll, outcome),
    is_outrun: settled?.isOutrun ?? null,
    created_count: settled?.createdCount ?? 0,
    updated_count: settled?.updatedCount ?? 0,
    lateness_ms: Math.round(latenessMs),
    duration_ms: Math.round(durationMs),
    state: settled?.decision?.state ?? poll.state,
    next_poll_in_ms: nextPollAtMs === null ? null : Math.round(nextPollAtMs - clock.nowMs()),
  });
}

/** What is worth a field of its own, where it occurs: most polls have none of it. */
function factsOf({ provider }: ClaimedPoll, outcome: PollOutcome): object {
  const nameOf = (by: 'provider' | 'circuit') => (by === 'provider' ? provider : by);
  switch (outcome.kind) {
    case 'read': {
      const { droppedCount, unreadableCount, readings } = outcome.batch;
      const apartCount = readings.filter((reading) => reading.sensorTakenAtMs !== null).length;
      return {
        ...(droppedCount > 0 && { dropped_count: droppedCount }),
        ...(unreadableCount > 0 && { unreadable_count: unreadableCount }),
        ...(apartCount > 0 && { clocks_apart_count: apartCount }),
      };
    }
    case 'gateway-fault':
      return { fault: outcome.fault };
    case 'unavailable':
      return { by: nameOf(outcome.by), is_hanging: outcome.isHanging };
    case 'throttled':
      return { by: nameOf(outcome.by), retry_after_ms: outcome.retryAfterMs };
    default:
      return {};
  }
}
