import type { DataShortage, ReportQuery } from '#web/console/api/generated/operations.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { shareText } from '#web/console/rules/percents.ts';

type Statistics = NonNullable<ReportQuery['user']>['glucoseStatistics'];

export const shortageTexts: Readonly<Record<DataShortage, string>> = {
  NO_READINGS: 'there are no readings',
  UNDER_14_DAYS: 'the time is shorter than 14 days',
  UNDER_70_PERCENT: 'there are less than 70 % of the readings',
};

/** Said before all figures where they are of too few data to speak of glucose in general. */
export function Sufficiency({ statistics: { sufficiency } }: { readonly statistics: Statistics }) {
  const { isSufficient, shortage, activePercent } = sufficiency;
  if (isSufficient || !shortage) return null;
  return (
    <div class="message warn" role="note">
      <Icon name="warning" />
      <p>
        <strong>Too few data to speak of glucose in general:</strong> {shortageTexts[shortage]} (
        {shareText(activePercent)}). What follows is of these readings alone.
      </p>
    </div>
  );
}
