import { encodeCursor, type LogEvent } from '#events';

/** An event on its way to a reader, with where the reader stands once it has it. */
export interface LiveMessage {
  readonly event: LogEvent;
  readonly cursor: string;
}

/**
 * Makes messages, the same object for the same event: whoever turns a message into an answer may
 * keep the answer by the message, for all readers that ask alike.
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
