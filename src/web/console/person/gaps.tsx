import type { PersonChartQuery } from '#web/console/api/generated/operations.ts';
import { spanText } from '#web/console/rules/age.ts';
import { dayAndClockIn } from './zone.ts';

type Gap = NonNullable<PersonChartQuery['user']>['glucoseGaps'][number];

const reasons: Readonly<Record<Gap['reason'], string>> = {
  SILENCE: 'Silence: no sensor or phone brought any. They may still come.',
  BEYOND_REACH: 'Beyond reach: the provider no longer gives some of them. They will not come.',
};

const shownMax = 6;

export interface GapsProps {
  readonly gaps: readonly Gap[];
  readonly zone: string;
}

/** What is hatched in the chart, with its length and its reason; the newest first. */
export function Gaps({ gaps, zone }: GapsProps) {
  if (gaps.length === 0) return null;
  const newest = gaps.toReversed().slice(0, shownMax);
  return (
    <details class="gaps">
      <summary>
        {gaps.length === 1 ? '1 gap without readings' : `${gaps.length} gaps without readings`}
      </summary>
      <ul>
        {newest.map(({ from, minutes, reason }) => (
          <li key={from}>
            <strong>{spanText(minutes * 60)}</strong> from {dayAndClockIn(zone, Date.parse(from))}.{' '}
            <span class="soft">{reasons[reason]}</span>
          </li>
        ))}
      </ul>
      {gaps.length > shownMax && <p class="soft small">And {gaps.length - shownMax} older ones.</p>}
    </details>
  );
}
