import { describe, expect, it } from 'vitest';
import { figuresOf } from '#src/web/console/overview/figures.ts';
import { choiceOf } from '#src/web/console/people/choices.ts';

describe('the figures of the overview', () => {
  it('count people: one with two accounts is one, and stands in the list of each state', () => {
    const figures = figuresOf({
      userCounts: [
        { states: ['FRESH'], count: 5 },
        { states: ['FRESH', 'NEEDS_ATTENTION'], count: 1 },
        { states: ['NO_FOLLOWER', 'SHARING_OFF'], count: 1 },
        { states: ['UNREACHABLE'], count: 2 },
      ],
      silent: { totalCount: 3 },
    });
    expect(Object.fromEntries(figures.map(({ text, count }) => [text, count]))).toEqual({
      Linked: 9,
      'Need help': 2,
      'Without readings': 3,
      Late: 0,
      'Dexcom or gateway': 2,
      Waiting: 0,
      'Readings come': 6,
    });
  });

  it('lead to whoever lacks readings, in whatever state', () => {
    expect(choiceOf('silent')).toMatchObject({ states: null, lacksReadings: true });
    expect(choiceOf('help')).toMatchObject({ lacksReadings: false });
  });
});
