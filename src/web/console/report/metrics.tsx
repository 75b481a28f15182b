import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { useUnit } from '#web/console/reader.ts';
import { amountText, levelText } from '#web/console/rules/amounts.ts';
import { shareText } from '#web/console/rules/percents.ts';
import { shortageTexts } from './sufficiency.tsx';

type User = NonNullable<ReportQuery['user']>;
type Statistics = User['glucoseStatistics'];

interface Metric {
  readonly name: string;
  readonly value: string;
  readonly goal: string | null;
  readonly meaning: string;
}

export interface MetricsProps {
  readonly statistics: Statistics;
  readonly days: User['glucoseDays'];
}

const none = '—';

/** The five figures that the consensus asks for, each with what it means. */
export function Metrics({ statistics, days }: MetricsProps) {
  const unit = useUnit();
  const { mean, coefficientOfVariationPercent: variation, sufficiency } = statistics;
  const bound = boundOf(statistics);
  const metrics: readonly Metric[] = [
    {
      name: 'Mean glucose',
      value: mean ? `${bound}${levelText(mean.mgDl, unit)} ${unit}` : none,
      goal: `<${unit === 'mg/dL' ? '154' : '8.6'}`,
      meaning: 'The mean of all readings.',
    },
    {
      name: 'GMI',
      value: statistics.gmiPercent === null ? none : `${bound}${percent(statistics.gmiPercent)}`,
      goal: '<7 %',
      meaning: statistics.gmiWithheldReason
        ? `Withheld: ${shortageTexts[statistics.gmiWithheldReason]}.`
        : 'The A1c that such a mean goes with on average; a laboratory may differ.',
    },
    {
      name: 'Variation (CV)',
      value: variation === null ? none : percent(variation),
      goal: '≤36 %',
      meaning: `The standard deviation${deviationText(statistics, unit)} in percent of the mean.`,
    },
    {
      name: 'Readings',
      value: shareText(sufficiency.activePercent),
      goal: '≥70 %',
      meaning: 'Of the time, what readings stand for.',
    },
    {
      name: 'Days with readings',
      value: `${days.filter(({ sampleCount }) => sampleCount > 0).length} of ${days.length}`,
      goal: null,
      meaning: `${statistics.sampleCount.toLocaleString('en')} readings in all.`,
    },
  ];
  return (
    <>
      <dl class="metrics">
        {metrics.map(({ name, value, goal, meaning }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong> {goal && <span class="soft">goal {goal}</span>}
              <small>{meaning}</small>
            </dd>
          </div>
        ))}
      </dl>
      {statistics.atLimits?.isBound && <Bounds atLimits={statistics.atLimits} />}
    </>
  );
}

const percent = (value: number) => `${value.toFixed(1)} %`;

function deviationText({ standardDeviation }: Statistics, unit: 'mg/dL' | 'mmol/L'): string {
  return standardDeviation ? ` (${amountText(standardDeviation.mgDl, unit)} ${unit})` : '';
}

/** With readings that are LOW alone the true mean is at most what is told, with HIGH at least. */
function boundOf({ atLimits }: Statistics): '' | '≤' | '≥' | '≈' {
  if (!atLimits?.isBound) return '';
  if (atLimits.highPercent === 0) return '≤';
  return atLimits.lowPercent === 0 ? '≥' : '≈';
}

function Bounds({ atLimits }: { readonly atLimits: NonNullable<Statistics['atLimits']> }) {
  return (
    <p class="soft small">
      Readings that are only LOW ({shareText(atLimits.lowPercent)} of the time) or HIGH (
      {shareText(atLimits.highPercent)}) are counted as just beyond what a sensor measures: mean,
      GMI and deviation are bounds.
    </p>
  );
}
