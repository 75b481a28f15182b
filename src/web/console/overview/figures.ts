import type { OverviewQuery } from '#web/console/api/generated/operations.ts';
import { choices } from '#web/console/people/choices.ts';

export interface Counted {
  readonly userCounts: OverviewQuery['userCounts'];
  /** Who lacks readings. */
  readonly silent: Pick<OverviewQuery['silent'], 'totalCount'>;
}

export interface Figure {
  /** The choice of the people's list that shows them; null for everybody. */
  readonly name: string | null;
  readonly text: string;
  readonly count: number;
}

/**
 * How many people there are, and how many the list shows for each of its choices: a person with two
 * accounts in different states is one of those who are linked, and stands in both lists.
 */
export function figuresOf({ userCounts, silent }: Counted): readonly Figure[] {
  const total = (counted: Counted['userCounts']) =>
    counted.reduce((sum, { count }) => sum + count, 0);
  return [
    { name: null, text: 'Linked', count: total(userCounts) },
    ...choices.map(({ name, text, states }) => {
      const isIn = (of: Counted['userCounts'][number]) =>
        of.states.some((state) => states?.includes(state));
      const count = states ? total(userCounts.filter(isIn)) : silent.totalCount;
      return { name, text, count };
    }),
  ];
}
