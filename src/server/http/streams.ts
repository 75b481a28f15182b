import { StreamEnd } from './map-stream.ts';

/** The open streams of server-sent events, counted and bounded in total and for each caller. */
export interface Streams {
  /** Whether one more may be opened for this caller. */
  hasRoomFor(callerKey: string): boolean;
  /** Registers a stream. Returns a function that removes it. */
  open(callerKey: string, end: (reason: StreamEnd) => void): () => void;
  /** Ends all open streams, each with a last message on which clients reconnect; opens no more. */
  endAll(): void;
  count(): number;
}

export interface StreamLimits {
  readonly streamsMax: number;
  readonly streamsPerCallerMax: number;
}

export function createStreams({ streamsMax, streamsPerCallerMax }: StreamLimits): Streams {
  const open = new Set<(reason: StreamEnd) => void>();
  const counts = new Map<string, number>();
  let isOver = false;

  return {
    hasRoomFor: (callerKey) =>
      !isOver && open.size < streamsMax && (counts.get(callerKey) ?? 0) < streamsPerCallerMax,
    open(callerKey, end) {
      const own = (reason: StreamEnd) => end(reason);
      open.add(own);
      counts.set(callerKey, (counts.get(callerKey) ?? 0) + 1);
      return () => {
        if (!open.delete(own)) return;
        const left = (counts.get(callerKey) ?? 1) - 1;
        if (left === 0) counts.delete(callerKey);
        else counts.set(callerKey, left);
      };
    },
    endAll() {
      isOver = true;
      const reason = new StreamEnd('This node of the gateway stops.');
      for (const end of [...open]) end(reason);
    },
    count: () => open.size,
  };
}
