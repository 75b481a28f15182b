import type { GlucoseGoals, ReportQuery } from '#web/console/api/generated/operations.ts';
import { bandsOf } from '#web/console/rules/bands.ts';
import { tenthPercents } from '#web/console/rules/percents.ts';

type Statistics = NonNullable<ReportQuery['user']>['glucoseStatistics'];

/** What is asked of a share, which may be that of several parts together. */
export interface Goal {
  readonly text: string;
  readonly percent: number;
  readonly isMet: boolean;
  readonly goal: string;
}

export type GoalsName = 'adult' | 'older' | 'pregnancy';

export const goalsTexts: Readonly<Record<GoalsName, string>> = {
  adult: 'Adults with type 1 or type 2',
  older: 'Older, or at high risk',
  pregnancy: 'Pregnancy with type 1',
};

export const goalsNames: Readonly<Record<GlucoseGoals, GoalsName>> = {
  ADULT: 'adult',
  OLDER_OR_HIGH_RISK: 'older',
  PREGNANCY: 'pregnancy',
};

/** Those that an address names, or else the person's own. */
export const goalsNameOf = (inAddress: string | null, own: GlucoseGoals): GoalsName =>
  Object.values(goalsNames).find((name) => name === inAddress) ?? goalsNames[own];

/** The range that is asked for besides: the target of pregnancy. */
export const pregnancyRange = { lowMgDl: 63, highMgDl: 140 } as const;

const below = (text: string, percent: number, limit: number): Goal => ({
  text,
  percent,
  isMet: percent < limit,
  goal: `<${limit} %`,
});

const above = (text: string, percent: number, limit: number): Goal => ({
  text,
  percent,
  isMet: percent > limit,
  goal: `>${limit} %`,
});

/**
 * The goals of the consensus of 2019 (doi 10.2337/dci19-0028), judged by the shares as they are
 * shown. `at` gives a threshold in the reader's unit.
 */
export function goalsOf(
  name: GoalsName,
  { banded, ranges }: Pick<Statistics, 'banded' | 'ranges'>,
  at: (mgDl: number) => string,
): readonly Goal[] {
  const [own] = ranges ?? [];
  if (!banded || !own) return [];
  const shown = tenthPercents(bandsOf(banded));
  const below70 = together(shown.veryLow, shown.low);
  const above180 = together(shown.high, shown.veryHigh);
  switch (name) {
    case 'adult':
      return [
        below(`Below ${at(54)}`, shown.veryLow, 1),
        below(`Below ${at(70)}`, below70, 4),
        above(`${at(70)} to ${at(180)}`, shown.target, 70),
        below(`Above ${at(180)}`, above180, 25),
        below(`Above ${at(250)}`, shown.veryHigh, 5),
      ];
    case 'older':
      return [
        below(`Below ${at(70)}`, below70, 1),
        above(`${at(70)} to ${at(180)}`, shown.target, 50),
        below(`Above ${at(180)}`, above180, 50),
        below(`Above ${at(250)}`, shown.veryHigh, 10),
      ];
    case 'pregnancy': {
      const { low, target, high } = tenthPercents({
        veryLow: 0,
        low: own.belowPercent,
        target: own.inPercent,
        high: own.abovePercent,
        veryHigh: 0,
      });
      return [
        below(`Below ${at(54)}`, shown.veryLow, 1),
        below(`Below ${at(63)}`, low, 4),
        above(`${at(63)} to ${at(140)}`, target, 70),
        below(`Above ${at(140)}`, high, 25),
      ];
    }
  }
}

/** Tenths stay tenths. */
const together = (one: number, other: number) => Math.round((one + other) * 10) / 10;
