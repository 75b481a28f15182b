import { encodeCursor, type LogEvent } from '#events';

/** An event for a reader, and the cursor from which the reader resumes after it. */
export interface LiveMessage {
  readonly event: LogEvent;
  readonly cursor: string;
}

/**
 * Makes messages, and the same object for the same event: a caller that renders a message may cache
 * the result by it, for all readers with the same query.
 */
export function createMessages(logId: () => string): (event: LogEvent) => LiveMessage {
  const messages = new WeakMap<LogEvent, LiveMessage>();
  return (event) => {
    const known = messages.get(event);
    if (known) return known;
    const message = { event, cursor: encodeCursor(logId(), event.position) };
    messages.set(event, message);
    return message;
  };
}
