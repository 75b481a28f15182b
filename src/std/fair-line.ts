import { createSemaphore } from '#std/semaphore';

/**
 * Runs few tasks at once; the others wait in a line in which no key takes all places. For work that
 * strangers can cause and that others wait behind, such as a statement.
 */
export interface FairLine {
  /** The result of the task; null when the line, or the part of this key, is full. */
  run<Result extends NonNullable<unknown>>(
    key: string,
    work: () => Promise<Result>,
  ): Promise<Result | null>;
}

export interface FairLineLimits {
  readonly runningMax: number;
  /** Tasks that run or wait, of one key and of all. */
  readonly placesPerKeyMax: number;
  readonly placesMax: number;
}

export function createFairLine({
  runningMax,
  placesPerKeyMax,
  placesMax,
}: FairLineLimits): FairLine {
  const semaphore = createSemaphore(runningMax);
  const places = new Map<string, number>();
  let taken = 0;

  function leave(key: string): void {
    taken -= 1;
    const left = (places.get(key) ?? 1) - 1;
    if (left === 0) places.delete(key);
    else places.set(key, left);
  }

  return {
    async run(key, work) {
      const ofKey = places.get(key) ?? 0;
      if (ofKey >= placesPerKeyMax || taken >= placesMax) return null;
      places.set(key, ofKey + 1);
      taken += 1;
      return semaphore.run(work).finally(() => leave(key));
    },
  };
}
