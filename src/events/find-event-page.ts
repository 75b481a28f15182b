import type { Db } from '#db';
import { type CursorVerdict, encodeCursor, judgeCursor } from './cursor.ts';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { type EventFilter, readEvents } from './read-events.ts';

export interface EventPageRequest extends Pick<EventFilter, 'teamId' | 'userId' | 'types'> {
  /** A cursor, exclusive; null starts with the oldest events in the log. */
  readonly after: string | null;
  readonly limit: number;
}

export type EventPageResult =
  | { readonly kind: 'page'; readonly page: EventPage }
  | Exclude<CursorVerdict, { kind: 'valid' }>;

export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly cursorOf: (event: LogEvent) => string;
  /**
   * Where the next page starts. When nothing follows, it is the end of the log, which may lie beyond
   * the last event of the page; a subscription from there has no gap.
   */
  readonly endCursor: string;
  readonly hasNext: boolean;
}

/** A page of past events, for queries. */
export async function findEventPage(db: Db, request: EventPageRequest): Promise<EventPageResult> {
  const { after: cursor, limit, ...filter } = request;
  const head = await findLogHead(db);
  const start = cursor ?? encodeCursor(head.logId, head.prunedPosition);
  const verdict = judgeCursor(head, start);
  if (verdict.kind !== 'valid') return verdict;
  const after = verdict.position;
  const until = Math.max(after, head.position);
  const found = await readEvents(db, { ...filter, after, until, limit: limit + 1 });
  // Checked again: if events were pruned meanwhile, the page may lack them and must not be given.
  const later = judgeCursor(await findLogHead(db), start);
  if (later.kind !== 'valid') return later;
  const events = found.slice(0, limit);
  const hasNext = found.length > limit;
  const endPosition = (hasNext ? events.at(-1)?.position : undefined) ?? until;
  const cursorAt = (position: number) => encodeCursor(head.logId, position);
  return {
    kind: 'page',
    page: {
      events,
      cursorOf: ({ position }) => cursorAt(position),
      endCursor: cursorAt(endPosition),
      hasNext,
    },
  };
}
