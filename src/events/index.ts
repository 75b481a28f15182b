/**
 * The append-only log, the narrow waist between who writes and who listens. `append-events`
 * numbers events in the order of commits (E3), `read-events` and `find-event-page` read it from a
 * cursor, `follower` wakes the live readers and keeps the newest events in memory, `prune-events`
 * drops whole days.
 */
export { appendEvents } from './append-events.ts';
export { type CursorVerdict, decodeCursor, encodeCursor, judgeCursor } from './cursor.ts';
export { ensureEventPartitions } from './ensure-event-partitions.ts';
export { eraseUserEvents } from './erase-user-events.ts';
export { createEvent, type LogEvent, type NewEvent } from './event.ts';
export { type EventType, eventTypes } from './event-type.ts';
export { findEventPage } from './find-event-page.ts';
export { findLogHead } from './find-log-head.ts';
export { createFollower, type Follower } from './follower.ts';
export { pruneEvents } from './prune-events.ts';
export { type EventFilter, readEvents } from './read-events.ts';
