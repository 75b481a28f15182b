/**
 * Which endpoints have deliveries due and when, as far as this node knows: from the stager, from
 * failed attempts, and from the sweep that finds the rest. So the database is not asked about
 * endpoints that have nothing to send. Endpoints are served in turn.
 */
export interface DueEndpoints {
  /** Adds an endpoint with the time when it has something due; the earliest time counts. */
  add(endpointId: string, dueAtMs: number): void;
  /** Removes and returns at most `max` due endpoints, those that waited longest first. */
  takeDue(nowMs: number, max: number): string[];
  /** When the next one is due; null when none is known. */
  nextDueMs(): number | null;
}

export function createDueEndpoints(): DueEndpoints {
  // A Map keeps insertion order: an endpoint that was taken and is added again goes to the end.
  const dueAtMs = new Map<string, number>();
  return {
    add(endpointId, atMs) {
      const known = dueAtMs.get(endpointId);
      if (known === undefined || atMs < known) dueAtMs.set(endpointId, atMs);
    },
    takeDue(nowMs, max) {
      const due: string[] = [];
      for (const [endpointId, atMs] of dueAtMs) {
        if (due.length === max) break;
        if (atMs <= nowMs) due.push(endpointId);
      }
      for (const endpointId of due) dueAtMs.delete(endpointId);
      return due;
    },
    nextDueMs() {
      let next: number | null = null;
      for (const atMs of dueAtMs.values()) if (next === null || atMs < next) next = atMs;
      return next;
    },
  };
}
