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
    let cancelAge = () => {};

    function tell(): void {
      cancelAge();
      cancelAge = callAfter(ageMs, tell);
      const ageSeconds = newest && ageSecondsOf(newest.takenAt, gateway.nowMs());
      change({ sample: newest, ageSeconds, isStale: isStale(ageSeconds, afterSeconds) });
    }

    function take(sample: Sample): void {
      if (newest === null || isNewer(sample, newest)) newest = sample;
    }

    const end = follow(gateway, userId, {
      async read() {
        const { user } = (await gateway.ask(LatestGlucose, { userId })) as LatestGlucoseQuery;
        if (user?.latestSample) {
          gateway.hearAge(user.latestSample);
          take(user.latestSample);
        }
        tell();
      },
      onEvent({ samples }) {
        for (const sample of samples ?? []) take(sample);
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

/** Times are written alike, so that their texts are in their order. */
function isNewer(sample: Sample, known: Sample): boolean {
  if (sample.takenAt !== known.takenAt) return sample.takenAt > known.takenAt;
  return sample.revision > known.revision;
}
