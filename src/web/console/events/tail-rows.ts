import type { LogEvent } from 'glucose-gateway-client';
import { useEffect, useState } from 'preact/hooks';
import { newestEvents } from '#web/console/live/tail.ts';
import { useStore } from '#web/console/store.ts';

export interface TailRows {
  /** What came since the list was asked for and is shown above it, newest first. */
  readonly shown: readonly LogEvent[];
  /** How many more have come and wait to be shown. */
  readonly waitingCount: number;
  showAll(): void;
}

/** Events that came while one looks: while the list follows they are shown, else they wait. */
export function useTailRows(
  isWanted: (event: LogEvent) => boolean,
  isFollowing: boolean,
): TailRows {
  const events = useStore(newestEvents).filter(isWanted);
  const [shownUntil, setShownUntil] = useState<string | null>(null);
  const newest = events[0]?.id ?? null;
  useEffect(() => {
    if (isFollowing) setShownUntil(newest);
  }, [isFollowing, newest]);
  const from = isFollowing ? 0 : indexOf(events, shownUntil);
  return {
    shown: events.slice(from),
    waitingCount: from,
    showAll: () => setShownUntil(newest),
  };
}

/** Nothing is shown before the first press, or when what was shown has left the ring. */
function indexOf(events: readonly LogEvent[], id: string | null): number {
  const index = events.findIndex((event) => event.id === id);
  return index < 0 ? events.length : index;
}
