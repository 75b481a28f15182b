import type { Point } from '#web/console/rules/amounts.ts';

/** A reading as an event told it. */
export interface ToldReading extends Point {
  readonly revision: number;
  /** It came after a newer one, or took the place of an earlier value: both are marked for a while. */
  readonly mark: 'late' | 'revised' | null;
}

/**
 * Readings of an answer and of events, each instant once: of two the one with the higher revision.
 * What events told before a question was sent is in its answer, unless it is no more.
 */
export class MergedReadings {
  #read: ReadonlyMap<number, Point> = new Map();
  readonly #told = new Map<number, ToldReading>();

  /** Returns whether it is news. */
  tell(reading: ToldReading): boolean {
    const known = this.#told.get(reading.timeMs);
    if (known && known.revision >= reading.revision) return false;
    this.#told.set(reading.timeMs, reading);
    return true;
  }

  /** To be called when a question is sent; what it returns takes the answer. */
  ask(): (points: readonly Point[]) => void {
    const before = [...this.#told.values()];
    return (points) => {
      this.#read = new Map(points.map((point) => [point.timeMs, point]));
      for (const reading of before) {
        if (this.#told.get(reading.timeMs) === reading) this.#told.delete(reading.timeMs);
      }
    };
  }

  /** In order of time, from an instant on. */
  pointsFrom(fromMs: number): readonly Point[] {
    return [...new Map<number, Point>([...this.#read, ...this.#told]).values()]
      .filter(({ timeMs }) => timeMs >= fromMs)
      .sort((one, other) => one.timeMs - other.timeMs);
  }
}
