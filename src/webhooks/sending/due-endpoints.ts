/**
 * Which endpoints have something due, as far as this node knows: told by the stager, by attempts
 * that failed, and by the sweep that finds the rest. It spares the database being asked about
 * endpoints that have nothing to send. Endpoints are served in turn.
 */
export interface DueBoard {
  /** Tells that an endpoint has something due at that time; the earliest time told holds. */
  note(endpointId: string, dueAtMs: number): void;
  /** Takes off at most `max` endpoints that are due, those that waited longest first. */
  takeDue(nowMs: number, max: number): string[];
  /** When the next one is due; null when none is known. */
  nextDueMs(): number | null;
}

export function createDueBoard(): DueBoard {
  // A Map keeps the order in which keys came; one that is taken and comes again goes to the end.
  const dueAtMs = new Map<string, number>();
  return {
    note(endpointId, atMs) {
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
