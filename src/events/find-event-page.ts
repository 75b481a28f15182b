import type { Db } from '#db';
import { type CursorVerdict, encodeCursor, judgeCursor } from './cursor.ts';
import type { LogEvent } from './event.ts';
import { findLogHead, type LogHead } from './find-log-head.ts';
import { type EventFilter, readEvents } from './read-events.ts';

type Filter = Pick<
  EventFilter,
  'teamId' | 'userId' | 'types' | 'appendedFrom' | 'appendedBefore' | 'isNewestFirst'
>;

export interface EventPageRequest extends Filter {
  /** A cursor, exclusive; null starts with the oldest events in the log. */
  readonly after: string | null;
  /** A cursor: the event that gave it and all that are newer are left out. */
  readonly before?: string | null;
  readonly limit: number;
}

type Refused = Exclude<CursorVerdict, { kind: 'valid' }>;

export type EventPageResult =
  | { readonly kind: 'page'; readonly page: EventPage }
  | (Refused & { readonly argument: 'after' | 'before' });

export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly cursorOf: (event: LogEvent) => string;
  /** Of the newest first: the end of the log, or `before`. A subscription from there has no gap. */
  readonly startCursor: string | null;
  /**
   * Where the next page starts. Of the oldest first, when nothing follows, it is the end of the log,
   * which may lie beyond the last event of the page; a subscription from there has no gap.
   */
  readonly endCursor: string;
  readonly hasNext: boolean;
}

/** A page of past events, for queries. */
export async function findEventPage(db: Db, request: EventPageRequest): Promise<EventPageResult> {
  const { after: cursor, before, limit, ...filter } = request;
  const head = await findLogHead(db);
  const start = cursor ?? encodeCursor(head.logId, head.prunedPosition);
  const verdict = judgeCursor(head, start);
  if (verdict.kind !== 'valid') return { ...verdict, argument: 'after' };
  const end = endOf(head, before ?? null);
  if (end.kind !== 'valid') return { ...end, argument: 'before' };
  const after = verdict.position;
  const until = Math.max(after, end.position);
  const found = await readEvents(db, { ...filter, after, until, limit: limit + 1 });
  // Checked again: if events were pruned meanwhile, the page may lack them and must not be given.
  // Against the order of the log nothing can be lacking that is not older than all of the page.
  if (!filter.isNewestFirst) {
    const later = judgeCursor(await findLogHead(db), start);
    if (later.kind !== 'valid') return { ...later, argument: 'after' };
  }
  const events = found.slice(0, limit);
  const hasNext = found.length > limit;
  const last = events.at(-1)?.position;
  const whenDone = filter.isNewestFirst ? last : undefined;
  const cursorAt = (position: number) => encodeCursor(head.logId, position);
  return {
    kind: 'page',
    page: {
      events,
      cursorOf: ({ position }) => cursorAt(position),
      startCursor: filter.isNewestFirst ? (before ?? cursorAt(until)) : null,
      endCursor: cursorAt((hasNext ? last : whenDone) ?? until),
      hasNext,
    },
  };
}

/** The last position of the stretch. Before what was pruned there is nothing. */
function endOf(head: LogHead, before: string | null): CursorVerdict {
  if (before === null) return { kind: 'valid', position: head.position };
  const verdict = judgeCursor(head, before);
  if (verdict.kind === 'too-old') return { kind: 'valid', position: head.prunedPosition };
  return verdict.kind === 'valid' ? { ...verdict, position: verdict.position - 1 } : verdict;
}
