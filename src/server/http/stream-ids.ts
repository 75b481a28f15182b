/**
 * The ids of a stream of server-sent events: the cursor from which the client resumes, before
 * anything has happened and with each event. Clients send the last one as `Last-Event-ID` when they
 * connect again.
 */
export interface StreamIds {
  /** To be told the cursor from which the stream begins. */
  noteStart(cursor: string): void;
  /** To be told, for each result in the order in which they are sent, the cursor of its event. */
  noteResult(cursor: string | null): void;
  /** The stream with its ids in it. */
  addTo(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>;
}

/** The first line of an event; no other line is equal, since the data of an event is JSON. */
const eventHead = Buffer.from('event: next\n');
const newline = 10;
/** No id breaks the line that it stands in. */
const idPattern = /^[!-~]{1,500}$/;

export function createStreamIds(): StreamIds {
  const cursors: (string | null)[] = [];
  let start: string | null = null;

  const lineOf = (cursor: string | null) =>
    Buffer.from(cursor !== null && idPattern.test(cursor) ? `id: ${cursor}\n` : '');

  /** What the engine writes: comments, and whole events, one or several. */
  function withIds(written: Uint8Array): Uint8Array {
    const piece = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
    const parts: Uint8Array[] = [lineOf(start)];
    start = null;
    let from = 0;
    for (let at = piece.indexOf(eventHead); at >= 0; at = piece.indexOf(eventHead, at + 1)) {
      if (at > 0 && piece[at - 1] !== newline) continue;
      parts.push(piece.subarray(from, at), lineOf(cursors.shift() ?? null));
      from = at;
    }
    return Buffer.concat([...parts, piece.subarray(from)]);
  }

  return {
    noteStart(cursor) {
      start = cursor;
    },
    noteResult: (cursor) => void cursors.push(cursor),
    addTo(body) {
      const reader = body.getReader();
      return new ReadableStream({
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(withIds(value));
        },
        cancel: (reason) => reader.cancel(reason),
      });
    },
  };
}
