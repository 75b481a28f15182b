import type { Db } from '#db';
import { type CursorVerdict, encodeCursor, judgeCursor } from './cursor.ts';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { type EventFilter, readEvents } from './read-events.ts';

export interface EventPageRequest extends Pick<EventFilter, 'teamId' | 'userId' | 'types'> {
  /** A cursor, exclusive; null for the oldest events that are kept. */
  readonly after: string | null;
  readonly limit: number;
}

export type EventPageAnswer =
  | { readonly kind: 'page'; readonly page: EventPage }
  | Exclude<CursorVerdict, { kind: 'valid' }>;

export interface EventPage {
  readonly events: readonly LogEvent[];
  readonly cursorOf: (event: LogEvent) => string;
  /**
   * From where the next page goes on. When nothing follows, it stands at the end of the log, beyond
   * the last event of the page: a subscription from there has no gap.
   */
  readonly endCursor: string;
  readonly hasNext: boolean;
}

/** A page of the log, for readers that come for what has happened and not for what will. */
export async function findEventPage(db: Db, request: EventPageRequest): Promise<EventPageAnswer> {
  const { after: cursor, limit, ...filter } = request;
  const head = await findLogHead(db);
  const start = cursor ?? encodeCursor(head.logId, head.prunedPosition);
  const verdict = judgeCursor(head, start);
  if (verdict.kind !== 'valid') return verdict;
  const after = verdict.position;
  const until = Math.max(after, head.position);
  const found = await readEvents(db, { ...filter, after, until, limit: limit + 1 });
  // Judged again: what the page lacks because it was pruned meanwhile is not passed over.
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
