import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { useUnit } from '#web/console/reader.ts';
import { thresholdText } from '#web/console/rules/amounts.ts';
import { bandClasses, bandsOf, bandTexts, boundsText } from '#web/console/rules/bands.ts';
import {
  type Bands,
  bandNames,
  shareText,
  tenthPercents,
  tenthText,
} from '#web/console/rules/percents.ts';
import { type GoalsName, goalsOf } from './goals.ts';
import { heightsOf } from './heights.ts';

type Statistics = NonNullable<ReportQuery['user']>['glucoseStatistics'];

export interface TimeInRangesProps {
  readonly statistics: Statistics;
  readonly goals: GoalsName;
}

/** The stacked bar of the consensus, very low at its foot, and what is asked of each share. */
export function TimeInRanges({ statistics, goals }: TimeInRangesProps) {
  const unit = useUnit();
  if (!statistics.banded) return null;
  const exact = bandsOf(statistics.banded);
  const shown = tenthPercents(exact);
  const asked = goalsOf(goals, statistics, (mgDl) => thresholdText(mgDl, unit));
  return (
    <div class="time-in-ranges">
      <svg class="stack-bar" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">
        <StackedParts exact={exact} />
      </svg>
      <dl class="bands">
        {bandNames.toReversed().map((name) => (
          <div key={name} data-band={bandClasses[name]}>
            <dt>
              <span class="swatch" /> {bandTexts[name]} <small>{boundsText(name, unit)}</small>
            </dt>
            <dd>{tenthText(shown[name], exact[name])}</dd>
          </div>
        ))}
      </dl>
      <table class="goals">
        <caption class="unseen">Goals, in {unit}</caption>
        <thead>
          <tr>
            <th scope="col">{unit}</th>
            <th scope="col">Is</th>
            <th scope="col">Goal</th>
          </tr>
        </thead>
        <tbody>
          {asked.map(({ text, percent, goal, isMet }) => (
            <tr key={text}>
              <th scope="row">{text}</th>
              <td>{shareText(percent)}</td>
              <td class={isMet ? 'met' : 'missed'}>
                {goal} <Icon name={isMet ? 'check' : 'cross'} />
                <span class="unseen">{isMet ? 'met' : 'missed'}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StackedParts({ exact }: { readonly exact: Bands }) {
  const heights = heightsOf(exact);
  let top = 100;
  return bandNames.map((name) => {
    top -= heights[name];
    return (
      <rect
        key={name}
        data-band={bandClasses[name]}
        x={0}
        y={top}
        width={10}
        height={heights[name]}
      />
    );
  });
}
