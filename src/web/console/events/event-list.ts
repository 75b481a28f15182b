import type { EventType } from '#web/console/api/generated/operations.ts';

export interface EventRow {
  readonly id: string;
  readonly type: EventType;
  readonly appendedAt: string;
  readonly userId: string | null;
  readonly payload: string;
}

/** An event, with the cursor after which the log goes on. */
export interface ListedEvent extends EventRow {
  readonly cursor: string;
}

/** Events that the log holds between two that are shown, and that are not shown. */
export interface Hole {
  readonly newer: ListedEvent;
  readonly older: ListedEvent;
}

/**
 * The newest of the log, newest first: all there is from the first row to the last, but for the
 * holes, which are told where they are.
 */
export interface EventList {
  readonly rows: readonly ListedEvent[];
  readonly holes: readonly Hole[];
  /** What came while the list stands still, newest first; at most so many, of which the newest. */
  readonly waiting: readonly ListedEvent[];
  /** Whether the log holds events before the last row. */
  readonly hasOlder: boolean;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly ListedEvent[];
  readonly hasMore: boolean;
}

/** So many rows are shown and may wait; of older ones there is a page. */
export const rowsMax = 500;

export const noEvents: EventList = { rows: [], holes: [], waiting: [], hasOlder: false };

/** Takes events as they came, the oldest first: they are shown, or wait while the list stands still. */
export function withNews(
  list: EventList,
  news: readonly ListedEvent[],
  isFollowing: boolean,
): EventList {
  const known = new Set([...list.rows, ...list.waiting].map(({ id }) => id));
  const fresh = news.filter(({ id }) => !known.has(id)).toReversed();
  if (fresh.length === 0) return list;
  // Where so many wait, they take the place of all rows once they are shown: no hole is below them.
  const waiting = [...fresh, ...list.waiting].slice(0, rowsMax);
  return isFollowing ? withWaitingShown({ ...list, waiting }) : { ...list, waiting };
}

export function withWaitingShown(list: EventList): EventList {
  return trimmed({ ...list, rows: [...list.waiting, ...list.rows], waiting: [] });
}

/**
 * Takes the first page of the log. Where it does not reach down to the rows that there are, there is
 * a hole; what has come since it was asked for stays above it.
 */
export function withFirstPage(list: EventList, page: EventPage): EventList {
  const { rows: known } = list;
  const inPage = new Set(page.events.map(({ id }) => id));
  const isInPage = ({ id }: ListedEvent) => inPage.has(id);
  const [newest] = known;
  const [first] = page.events;
  if (!newest) return { ...list, rows: page.events, hasOlder: page.hasMore };
  if (!first) return list;
  const waiting = list.waiting.filter((event) => !isInPage(event));
  const firstMet = known.findIndex(isInPage);
  if (firstMet < 0) {
    if (newest.appendedAt > first.appendedAt) return list;
    const hole = { newer: page.events.at(-1) ?? first, older: newest };
    const holes = page.hasMore ? [hole, ...list.holes] : list.holes;
    return trimmed({ ...list, rows: [...page.events, ...known], holes, waiting });
  }
  const below = known.slice(known.findLastIndex(isInPage) + 1);
  return trimmed({
    rows: [...known.slice(0, firstMet), ...page.events, ...below],
    holes: list.holes.filter(({ newer, older }) => !(isInPage(newer) && isInPage(older))),
    waiting,
    hasOlder: below.length === 0 ? page.hasMore : list.hasOlder,
  });
}

/** Takes the newest of what lies in a hole: the hole is then smaller, or there is none. */
export function withHoleFilled(list: EventList, hole: Hole, page: EventPage): EventList {
  const at = list.rows.findIndex(({ id }) => id === hole.older.id);
  if (at < 0) return list;
  const known = new Set(list.rows.map(({ id }) => id));
  const filled = page.events.filter(({ id }) => !known.has(id));
  const others = list.holes.filter((each) => each !== hole);
  const newer = filled.at(-1) ?? hole.newer;
  const holes = page.hasMore ? [...others, { newer, older: hole.older }] : others;
  const rows = [...list.rows.slice(0, at), ...filled, ...list.rows.slice(at)];
  return { ...list, rows, holes };
}

/** The oldest rows make room: what was shown of them is on the next page. */
function trimmed(list: EventList): EventList {
  if (list.rows.length <= rowsMax) return list;
  const rows = list.rows.slice(0, rowsMax);
  const shown = new Set(rows.map(({ id }) => id));
  const holes = list.holes.filter(({ older }) => shown.has(older.id));
  return { ...list, rows, holes, hasOlder: true };
}
