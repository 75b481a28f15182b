import type { Region } from '#dexcom-share';
import type { PollOutcome } from './poll-outcome.ts';

/**
 * Spares a region that is down: after so many polls in a row that did not reach it, polls fail at
 * once and without a request, but for a probe now and then. The next plan of each is spread by its
 * own back-off, so the load returns over minutes.
 */
export interface Circuit {
  /** Whether a request may leave now. A true while the circuit is open is the probe. */
  mayAsk(region: Region, nowMs: number): boolean;
  record(region: Region, outcome: PollOutcome): void;
  isOpen(region: Region): boolean;
}

export const failuresToOpen = 20;
export const probeEveryMs = 10_000;

export function createCircuit(): Circuit {
  const failures = new Map<Region, number>();
  const probedAtMs = new Map<Region, number>();
  const isOpen = (region: Region) => (failures.get(region) ?? 0) >= failuresToOpen;

  return {
    isOpen,
    mayAsk(region, nowMs) {
      if (!isOpen(region)) return true;
      const lastMs = probedAtMs.get(region) ?? Number.NEGATIVE_INFINITY;
      // A clock that was set back must not keep the circuit open for hours.
      if (Math.abs(nowMs - lastMs) < probeEveryMs) return false;
      probedAtMs.set(region, nowMs);
      return true;
    },
    record(region, outcome) {
      if (outcome.kind === 'unavailable') {
        if (outcome.by === 'dexcom') failures.set(region, (failures.get(region) ?? 0) + 1);
        return;
      }
      // An answer of any kind shows that the region is there; our own deferrals show nothing.
      if (outcome.kind !== 'login-deferred' && outcome.kind !== 'permit-lapsed') {
        failures.delete(region);
      }
    },
  };
}
