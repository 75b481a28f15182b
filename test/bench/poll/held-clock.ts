import { type Clock, systemClock } from '#std/clock';

/** The platform's clock, until it is held at an instant. Waits are real all the same. */
export interface HeldClock extends Clock {
  holdAt(instantMs: number | null): void;
}

export function createHeldClock(): HeldClock {
  let heldMs: number | null = null;
  return {
    ...systemClock,
    nowMs: () => heldMs ?? systemClock.nowMs(),
    holdAt(instantMs) {
      heldMs = instantMs;
    },
  };
}
