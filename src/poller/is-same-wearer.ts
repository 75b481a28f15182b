import type { FoundAccount, LinkDeps } from '#connections';
import { findSamples } from '#glucose';
import { takeReadPermit } from '#poll-plans';
import { dateOf } from '#std/clock';

/** Two accounts tell the same wearer's readings if so many agree, … */
const agreeingMin = 6;
/** … and this share of those that could. */
const agreeingShareMin = 0.8;
/** Instants of one reading differ by less than this, whichever account tells it. */
const sameReadingMs = 16_000;
const window = { minutes: 1_440, maxCount: 288 };
/** A wearer whose sensor measures each minute, or whom two devices tell, may come after half a day. */
const wholeDay = { minutes: 1_440, maxCount: 1_440 };

/**
 * Whether an account that was found in place of the one that is linked gives the readings that are
 * stored: it was moved to another region, or got another id. One read, within the account's floor;
 * false also where it cannot be told.
 */
export async function isSameWearer(
  { db, clock, providers }: LinkDeps,
  { provider, region, accountKey, session, userId, signal }: FoundAccount,
): Promise<boolean> {
  if (!(await takeReadPermit(db, accountKey, dateOf(clock)))) return false;
  const result = await providers[provider].read({ region, session, window: wholeDay, signal });
  if (result.kind !== 'read') return false;
  const { readings } = result.batch;
  const [newest, oldest] = [readings[0], readings.at(-1)];
  if (!newest || !oldest) return false;
  const samples = await findSamples(db, {
    userId,
    from: new Date(oldest.takenAtMs - sameReadingMs),
    to: new Date(newest.takenAtMs + sameReadingMs),
    order: 'OLDEST_FIRST',
    limit: 2 * wholeDay.maxCount,
  });
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return false;
  const told = readings.filter(
    ({ takenAtMs }) =>
      takenAtMs >= first.takenAt.getTime() && takenAtMs < last.takenAt.getTime() + sameReadingMs,
  );
  const agreeing = told.filter(({ takenAtMs, valueMgDl }) =>
    samples.some(
      (sample) =>
        sample.valueMgDl === valueMgDl &&
        Math.abs(sample.takenAt.getTime() - takenAtMs) < sameReadingMs,
    ),
  );
  return agreeing.length >= Math.max(agreeingMin, told.length * agreeingShareMin);
}

/** So many readings of both must be of the same hours before anything is said of them. */
const comparedMin = 36;
/** Of the same person so many are told alike: the rest was corrected, or is missing. */
const alikeShareMin = 0.95;
/** Two clocks of one person differ by no more, and always by the same. */
const shiftMsMax = 120_000;
const alikeMs = 10_000;

/**
 * Whether an account gives other readings than those that are stored of the same hours: then it is
 * another person's. False where too few are of the same hours to tell.
 */
export async function isOtherWearer(
  { db, providers }: Pick<LinkDeps, 'db' | 'providers'>,
  { provider, region, session, userId, signal }: FoundAccount,
): Promise<boolean> {
  const result = await providers[provider].read({ region, session, window, signal });
  if (result.kind !== 'read') return false;
  const { readings } = result.batch;
  const [newest, oldest] = [readings[0], readings.at(-1)];
  if (!newest || !oldest) return false;
  const samples = await findSamples(db, {
    userId,
    from: new Date(oldest.takenAtMs - shiftMsMax),
    to: new Date(newest.takenAtMs + shiftMsMax),
    order: 'OLDEST_FIRST',
    limit: 2 * window.maxCount,
  });
  const [first, last] = [samples[0], samples.at(-1)];
  const shared = readings.filter(
    ({ takenAtMs }) =>
      first && last && takenAtMs >= first.takenAt.getTime() && takenAtMs <= last.takenAt.getTime(),
  );
  if (shared.length < comparedMin || samples.length < comparedMin) return false;
  const apart = shared.flatMap(({ takenAtMs, valueMgDl }) => {
    const near = samples.map((sample) => ({
      shiftMs: sample.takenAt.getTime() - takenAtMs,
      isAlike: Math.abs(sample.valueMgDl - valueMgDl) <= 1,
    }));
    const nearest = near.toSorted((a, b) => Math.abs(a.shiftMs) - Math.abs(b.shiftMs))[0];
    return nearest && Math.abs(nearest.shiftMs) <= shiftMsMax ? [nearest] : [];
  });
  // Both tell of the same hours, and at other moments.
  if (apart.length < comparedMin) return true;
  const shifts = apart.map(({ shiftMs }) => shiftMs).toSorted((one, other) => one - other);
  const usualMs = shifts[Math.floor(shifts.length / 2)] ?? 0;
  const alike = apart.filter((each) => each.isAlike && Math.abs(each.shiftMs - usualMs) < alikeMs);
  return alike.length < apart.length * alikeShareMin;
}
