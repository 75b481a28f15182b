import { describe, expect, it } from 'vitest';
import {
  type EventList,
  type ListedEvent,
  noEvents,
  rowsMax,
  withFirstPage,
  withHoleFilled,
  withNews,
  withWaitingShown,
} from '#src/web/console/events/event-list.ts';

/** The n-th event of the log. */
const at = (n: number): ListedEvent => ({
  id: String(n),
  cursor: `cursor ${n}`,
  type: 'DAILY_DATA_GLUCOSE_CREATED',
  appendedAt: new Date(n * 1_000).toISOString(),
  userId: null,
  payload: '{}',
});
/** From one to another, newest first. */
const down = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => at(from - index));
const up = (from: number, to: number) => down(to, from).toReversed();
const page = (from: number, to: number, hasMore = true) => ({ events: down(from, to), hasMore });
const shown = ({ rows }: EventList) => rows.map(({ id }) => Number(id));
const holes = (list: EventList) =>
  list.holes.map(({ newer, older }) => [Number(newer.id), Number(older.id)]);

describe('the list of events that follows the log', () => {
  it('shows each event once, whether a page or the log told it first', () => {
    const list = withFirstPage(withNews(noEvents, up(98, 101), true), page(100, 51));
    expect(shown(list)).toEqual(down(101, 51).map(({ id }) => Number(id)));
    expect(shown(withNews(list, up(100, 103), true)).slice(0, 3)).toEqual([103, 102, 101]);
    expect(holes(list)).toEqual([]);
    expect(list.hasOlder).toBe(true);
  });

  it('lets the oldest rows go to the next page, and has no hole', () => {
    const list = withNews(withFirstPage(noEvents, page(50, 1, false)), up(51, 2_000), true);
    expect(list.rows.length).toBe(rowsMax);
    expect(shown(list).at(0)).toBe(2_000);
    expect(shown(list).at(-1)).toBe(2_001 - rowsMax);
    expect([list.hasOlder, holes(list)]).toEqual([true, []]);
  });

  it('loses nothing that it shows by what comes while it stands still', () => {
    const before = withFirstPage(noEvents, page(50, 1, false));
    const list = withNews(before, up(51, 2_000), false);
    expect(shown(list)).toEqual(shown(before));
    expect(list.waiting.length).toBe(rowsMax);
  });

  it('goes on without a hole where more have come than can wait', () => {
    let list = withFirstPage(noEvents, page(50, 1, false));
    for (let n = 51; n <= 700; n += 10) list = withNews(list, up(n, n + 9), false);
    list = withWaitingShown(list);
    expect(shown(list)).toEqual(down(700, 201).map(({ id }) => Number(id)));
    expect([list.hasOlder, holes(list)]).toEqual([true, []]);
  });

  it('has a hole below a first page that does not reach what is shown', () => {
    const before = withFirstPage(noEvents, page(50, 1, false));
    const list = withFirstPage(before, page(200, 151));
    expect(holes(list)).toEqual([[151, 50]]);
    expect(shown(list).slice(48, 52)).toEqual([152, 151, 50, 49]);
    expect(holes(withFirstPage(before, page(99, 45)))).toEqual([]);
  });

  it('has its hole filled from above, and what is left of it is told', () => {
    let list = withFirstPage(withFirstPage(noEvents, page(50, 1, false)), page(200, 151));
    const fill = (filling: ReturnType<typeof page>) => {
      const [hole] = list.holes;
      if (hole) list = withHoleFilled(list, hole, filling);
    };
    fill(page(150, 101));
    expect(holes(list)).toEqual([[101, 50]]);
    fill(page(100, 51, false));
    expect(holes(list)).toEqual([]);
    expect(shown(list)).toEqual(down(200, 1).map(({ id }) => Number(id)));
  });
});
