import { freshnessOf, spanText } from '#web/console/rules/age.ts';
import type { Gap } from '#web/console/rules/line.ts';
import { dayAndClockIn } from './zone.ts';

const reasons: Readonly<Record<Gap['reason'], string>> = {
  SILENCE: 'Silence: no sensor or phone brought any. They may still come.',
  BEYOND_REACH: 'Beyond reach: the provider no longer gives some of them. They will not come.',
};

const shownMax = 6;

export interface GapsProps {
  readonly gaps: readonly Gap[];
  readonly zone: string;
  /** When the newest reading was taken; null where there is none. */
  readonly newestMs: number | null;
  /** How old the newest reading of this person is even when all is well. */
  readonly delaySeconds: number;
}

/** What is hatched in the chart, with its length and its reason; the newest first. */
export function Gaps({ gaps, zone, newestMs, delaySeconds }: GapsProps) {
  if (gaps.length === 0) return null;
  const newest = gaps.toReversed().slice(0, shownMax);
  return (
    <details class="gaps">
      <summary>
        {gaps.length === 1 ? '1 gap without readings' : `${gaps.length} gaps without readings`}
      </summary>
      <ul>
        {newest.map((gap) => (
          <li key={gap.fromMs}>
            <strong>{spanText(secondsOf(gap))}</strong> from {dayAndClockIn(zone, gap.fromMs)}.{' '}
            <span class="soft">
              {isAwaited(gap, newestMs, delaySeconds)
                ? `Not told yet: this person's readings come up to ${spanText(delaySeconds)} late.`
                : reasons[gap.reason]}
            </span>
          </li>
        ))}
      </ul>
      {gaps.length > shownMax && <p class="soft small">And {gaps.length - shownMax} older ones.</p>}
    </details>
  );
}

const secondsOf = ({ fromMs, toMs }: Gap) => (toMs - fromMs) / 1000;

/** Of a person whose readings come late, what is not told yet is no silence. */
function isAwaited(gap: Gap, newestMs: number | null, delaySeconds: number): boolean {
  const isLast = newestMs !== null && gap.fromMs >= newestMs;
  return delaySeconds > 0 && isLast && freshnessOf(secondsOf(gap), delaySeconds) === 'past';
}
