import { type ConnectionEvent, freshForMs, readEventOf, silentAfterMs } from '#connections';
import { isDatedBySensor } from '#poller/ask';
import type { PollOutcome } from '#poller/poll';
import { lateByMs, type ReadingBatch, type Sharing } from '#providers';
import type { DecisionInput, Plan } from './decision.ts';

/** What a poll means to the state of its connection, in order. */
export function connectionEventsOf(input: DecisionInput, plan: Plan): readonly ConnectionEvent[] {
  const { outcome } = input;
  switch (outcome.kind) {
    case 'read':
      return eventsOfRead(input, outcome, plan);
    case 'session-renewed':
    case 'permit-lapsed':
    case 'login-deferred':
      return [];
    case 'refused':
      return plan.login ? [plan.login] : [];
    case 'unavailable':
      return plan.isSpared ? [] : ['unavailable'];
    case 'locked-out':
    case 'throttled':
    case 'gateway-fault':
      return [outcome.kind];
  }
}

/** Sharing first, so that an empty read after "off" leaves the state at "off". */
function eventsOfRead(
  input: DecisionInput,
  outcome: Extract<PollOutcome, { kind: 'read' }>,
  { memory }: Plan,
): readonly ConnectionEvent[] {
  const newestTakenAtMs = newestOf(input);
  const ageMs = newestTakenAtMs === null ? null : input.nowMs - newestTakenAtMs;
  const fresh = freshForMs(memory.cadenceMs, Math.max(0, memory.delayMs));
  const { provider, region } = input.poll;
  const read = readEventOf(ageMs, fresh, lateByMs(provider, region));
  const sharing = eventsOfSharing(outcome.sharing ?? lastKnownOff(input));
  // Dexcom gives nothing at all where sharing is off, and then says so: the age says less.
  const isOff = sharing.some((event) => event !== 'sharing-found-well');
  if (outcome.batch.returnedCount === 0 && isOff) {
    return [...sharing, ageMs === null ? 'read-none' : 'read-old'];
  }
  if (read === 'read-fresh') return [isMisdated(input, newestTakenAtMs) ? 'read-misdated' : read];
  if (input.clock.isWrong && !isSilent(input, outcome.batch, fresh)) return ['read-misdated'];
  if (read === 'read-delayed') return [read];
  return [...sharing, read];
}

/** Whether the newest reading has its time from the sensor, since the phone's clock is wrong. */
function isMisdated({ readings, poll }: DecisionInput, newestTakenAtMs: number | null): boolean {
  const newest = readings.find(({ takenAtMs }) => takenAtMs === newestTakenAtMs);
  return newest ? isDatedBySensor(newest) : poll.state === 'CLOCK_WRONG';
}

/** Whether a phone whose clock is wrong has told nothing new for so long that this is what to say. */
function isSilent(input: DecisionInput, batch: ReadingBatch, freshMs: number): boolean {
  const { aheadToldAtMs, doubtedAtMs } = input.clock;
  const silentMs = Math.max(silentAfterMs, freshMs);
  if (aheadToldAtMs !== null && input.nowMs - aheadToldAtMs <= silentMs) return false;
  if (doubtedAtMs === null) return aheadToldAtMs !== null;
  return input.nowMs - toldBehindAtMs(input, batch, doubtedAtMs) > silentMs;
}

/**
 * When a phone whose clock is behind last told something. That stands among true readings: the newest
 * that is doubted, or that has one of another value beside it, is its last.
 */
function toldBehindAtMs(
  { clock: { doubtedMs }, poll, nowMs }: DecisionInput,
  { readings }: ReadingBatch,
  doubtedAtMs: number,
): number {
  const { cadenceMs } = poll.memory;
  const untilMs = nowMs - doubtedMs + cadenceMs;
  const beside = readings.find(({ takenAtMs, valueMgDl }, i) => {
    const older = readings[i + 1];
    if (!older || takenAtMs > untilMs) return false;
    return takenAtMs - older.takenAtMs < cadenceMs / 2 && valueMgDl !== older.valueMgDl;
  });
  return Math.max(doubtedAtMs, beside?.takenAtMs ?? doubtedAtMs) + doubtedMs;
}

function eventsOfSharing(sharing: Sharing | null): readonly ConnectionEvent[] {
  if (!sharing) return [];
  if (sharing.isSharingOn === false) return ['sharing-found-off'];
  if (sharing.followerCount === 0) return ['follower-found-missing'];
  const isWell = sharing.isSharingOn === true && sharing.followerCount !== null;
  return isWell ? ['sharing-found-well'] : [];
}

/** What the provider last said stays true until it says otherwise, or a reading does. */
function lastKnownOff({ poll }: DecisionInput): Sharing | null {
  const { isSharingOn, followerCount } = poll;
  return isSharingOn === false || followerCount === 0 ? { isSharingOn, followerCount } : null;
}

/** The newest reading known after this poll, epoch ms; null for none yet. */
export function newestOf({ poll, readings }: DecisionInput): number | null {
  const known = poll.newestTakenAt?.getTime() ?? null;
  const newest = readings.reduce((atMs, reading) => Math.max(atMs, reading.takenAtMs), known ?? 0);
  return newest === 0 ? null : newest;
}
