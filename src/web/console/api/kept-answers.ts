export interface KeptAnswer {
  readonly data: unknown;
  /** By the gateway's clock; null where that was not known. */
  readonly cameAtMs: number | null;
}

/**
 * Answers by their question. Those that a screen shows stay; of screens that were left so many stay,
 * to be shown at once when one comes back.
 */
export class KeptAnswers {
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #shownCounts = new Map<string, number>();
  readonly #leftMax: number;

  constructor(leftMax: number) {
    this.#leftMax = leftMax;
  }

  get(key: string): KeptAnswer | null {
    return this.#answers.get(key) ?? null;
  }

  keep(key: string, answer: KeptAnswer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    this.#dropOldest();
  }

  /** A screen shows the answer, if there is one. Returns how it says that it no longer does. */
  show(key: string): () => void {
    this.#shownCounts.set(key, (this.#shownCounts.get(key) ?? 0) + 1);
    return () => {
      const count = (this.#shownCounts.get(key) ?? 0) - 1;
      if (count > 0) this.#shownCounts.set(key, count);
      else this.#shownCounts.delete(key);
      this.#dropOldest();
    };
  }

  clear(): void {
    this.#answers.clear();
  }

  #dropOldest(): void {
    const left = [...this.#answers.keys()].filter((key) => !this.#shownCounts.has(key));
    for (const key of left.slice(0, -this.#leftMax)) this.#answers.delete(key);
  }
}
