export { appendEvents } from './append-events.ts';
export {
  type Cursor,
  type CursorVerdict,
  decodeCursor,
  encodeCursor,
  judgeCursor,
} from './cursor.ts';
export { ensureEventPartitions } from './ensure-event-partitions.ts';
export { eraseUserEvents } from './erase-user-events.ts';
export {
  createEvent,
  type EventFacts,
  eventPayloadBytesMax,
  type LogEvent,
  type NewEvent,
} from './event.ts';
export { type EventType, eventTypes } from './event-type.ts';
export { EventsError, type EventsFailure } from './events-error.ts';
export {
  type EventPage,
  type EventPageAnswer,
  type EventPageRequest,
  findEventPage,
} from './find-event-page.ts';
export { findLogHead, type LogHead } from './find-log-head.ts';
export {
  createFollower,
  type Follower,
  type FollowerOptions,
  type FollowerStatus,
} from './follower.ts';
export type { FollowerHearer } from './log-tail.ts';
export { pruneEvents, type Retention } from './prune-events.ts';
export { type EventFilter, readEvents } from './read-events.ts';
export {
  createRecentEvents,
  type RecentEvents,
  type RecentEventsLimits,
  type RecentScope,
} from './recent-events.ts';
