import { beforeFollowing, type Following, follow } from './follow.ts';
import type { Gateway, GlucoseEvent } from './gateway.ts';
import { LatestGlucose, type LatestGlucoseQuery } from './generated/front-end.ts';
import { callAfter } from './platform.ts';
import { ageSecondsOf, isStale, staleAfterSeconds } from './units.ts';
import { createView, type View } from './view.ts';

/** One reading of a user. */
export type Sample = NonNullable<GlucoseEvent['samples']>[number];

export interface LatestGlucoseValue extends Following {
  /** The newest reading; null when there is none, or none was read yet. */
  readonly sample: Sample | null;
  /** By the gateway's clock; null when there is no reading. */
  readonly ageSeconds: number | null;
  /** Whether it is too old to be taken for the present, or its age is not known. */
  readonly isStale: boolean;
}

/** How often its age is told anew. */
const ageMs = 10_000;

/** The newest reading of a user, with its age. */
export function latestGlucose(
  gateway: Gateway,
  userId: string,
  options: { readonly staleAfterSeconds?: number } = {},
): View<LatestGlucoseValue> {
  const afterSeconds = options.staleAfterSeconds ?? staleAfterSeconds;
  const initial = { ...beforeFollowing, sample: null, ageSeconds: null, isStale: true };

  return createView<LatestGlucoseValue>(initial, (change) => {
    let newest: Sample | null = null;
    /** Of what events brought; an answer takes the place of all before. */
    let newestSinceAsked: Sample | null = null;
    let cancelAge = () => {};

    function tell(): void {
      cancelAge();
      cancelAge = callAfter(ageMs, tell);
      const ageSeconds = newest && ageSecondsOf(newest.takenAt, gateway.nowMs());
      change({ sample: newest, ageSeconds, isStale: isStale(ageSeconds, afterSeconds) });
    }

    function take(sample: Sample): void {
      newest = newerOf(newest, sample);
      newestSinceAsked = newerOf(newestSinceAsked, sample);
    }

    /** Whether only the gateway knows which is the newest now. */
    function forget(removed: Sample): boolean {
      if (newest === null) return true;
      if (removed.takenAt < newest.takenAt) return false;
      if (isNewer(removed, newest)) newest = null;
      return true;
    }

    const end = follow(gateway, userId, {
      async ask() {
        newestSinceAsked = null;
        const { user } = (await gateway.ask(LatestGlucose, { userId })) as LatestGlucoseQuery;
        return user?.latestSample ?? null;
      },
      onAnswer(sample) {
        if (sample) gateway.hearAge(sample);
        newest = newerOf(sample, newestSinceAsked);
        tell();
      },
      onEvent({ type, samples }, askAgain) {
        for (const sample of samples ?? []) {
          if (type !== 'DAILY_DATA_GLUCOSE_DELETED') take(sample);
          else if (forget(sample)) askAgain();
        }
        tell();
      },
      change,
    });
    return () => {
      cancelAge();
      end();
    };
  });
}

function newerOf(one: Sample | null, other: Sample | null): Sample | null {
  if (one === null || other === null) return one ?? other;
  return isNewer(other, one) ? other : one;
}

/** Times are written alike, so that their texts are in their order. */
function isNewer(sample: Sample, known: Sample): boolean {
  if (sample.takenAt !== known.takenAt) return sample.takenAt > known.takenAt;
  return sample.revision > known.revision;
}
