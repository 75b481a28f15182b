/**
 * Runs few tasks at once; the others wait in a line in which no key takes all places, and the keys
 * take turns. For work that strangers can cause and that others wait behind, such as a statement.
 */
export interface FairLine {
  /**
   * The result of the task; null when the line, or the part of this key, is full. A task weighs 1
   * unless told; one that is heavier than the line bears runs alone.
   */
  run<Result extends NonNullable<unknown>>(
    key: string,
    work: () => Promise<Result>,
    weight?: number,
  ): Promise<Result | null>;
}

export interface FairLineLimits {
  /** Of the tasks that run at once. */
  readonly weightMax: number;
  /** Tasks that run or wait, of one key and of all. */
  readonly placesPerKeyMax: number;
  readonly placesMax: number;
}

interface Waiting {
  readonly weight: number;
  readonly admit: () => void;
}

export function createFairLine({
  weightMax,
  placesPerKeyMax,
  placesMax,
}: FairLineLimits): FairLine {
  const places = new Map<string, number>();
  /** Those who wait, by key; the key whose turn it is comes first. */
  const waiting = new Map<string, Waiting[]>();
  let taken = 0;
  let running = 0;

  const fits = (weight: number) => running === 0 || running + weight <= weightMax;

  function leave(key: string): void {
    taken -= 1;
    const left = (places.get(key) ?? 1) - 1;
    if (left === 0) places.delete(key);
    else places.set(key, left);
  }

  /** Admits in turn; who does not fit yet is not passed over, or a heavy task would wait for ever. */
  function admitWaiting(): void {
    for (const [key, tasks] of waiting) {
      const [first, ...others] = tasks;
      if (!first || !fits(first.weight)) return;
      waiting.delete(key);
      if (others.length > 0) waiting.set(key, others);
      running += first.weight;
      first.admit();
    }
  }

  async function enter(key: string, weight: number): Promise<void> {
    if (waiting.size === 0 && fits(weight)) {
      running += weight;
      return;
    }
    await new Promise<void>((admit) => {
      const tasks = waiting.get(key) ?? [];
      waiting.set(key, tasks);
      tasks.push({ weight, admit });
    });
  }

  return {
    async run(key, work, weight = 1) {
      const ofKey = places.get(key) ?? 0;
      if (ofKey >= placesPerKeyMax || taken >= placesMax) return null;
      places.set(key, ofKey + 1);
      taken += 1;
      try {
        await enter(key, weight);
        try {
          return await work();
        } finally {
          running -= weight;
          admitWaiting();
        }
      } finally {
        leave(key);
      }
    },
  };
}
