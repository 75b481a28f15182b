/**
 * The append-only event log, which keeps writers and readers apart: neither knows the other. A writer
 * makes an `event` and appends it with `append-events`, which numbers events in commit order (E3).
 * `read-events` and `find-event-page` read from a `cursor`, `find-event` finds one by its id; `follower` reads for all subscriptions of
 * a node and keeps the newest events in memory. `ensure-event-partitions` and `prune-events` add and
 * drop days, `erase-user-events` removes a person. All SQL that names the log's tables
 * stands here; `select-events` is the piece of it that other rooms put into theirs. Promises E1 to E4.
 */

export { appendEvents } from './append-events.ts';
export { renewLog } from './claim-log.ts';
export { type CursorVerdict, decodeCursor, encodeCursor, judgeCursor } from './cursor.ts';
export { ensureEventPartitions } from './ensure-event-partitions.ts';
export { eraseUserEvents } from './erase-user-events.ts';
export { createEvent, type LogEvent, type NewEvent } from './event.ts';
export { type EventType, eventTypes, optInTypes, unaskedTypes } from './event-type.ts';
export { findEvent } from './find-event.ts';
export { findEventPage } from './find-event-page.ts';
export { findLogHead } from './find-log-head.ts';
export { findPayloads, isInLog } from './find-payloads.ts';
export { findPositionBefore } from './find-position-before.ts';
export { findStretchOfId } from './find-stretch-of-id.ts';
export { createFollower, type Follower } from './follower.ts';
export { pruneEvents } from './prune-events.ts';
export { type EventFilter, readEvents } from './read-events.ts';
export { selectEvents } from './select-events.ts';
