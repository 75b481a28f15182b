/** A sample or an entry, as far as matching looks at it. */
export interface Entry {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  /** An index into `trends`. */
  readonly trend: number;
}

/** An entry, and what is known of the clock that dated it. */
export interface DatedEntry extends Entry {
  readonly isBelieved?: boolean;
  readonly isOfWrongClock?: boolean;
}

export function isSame(one: Entry, other: Entry): boolean {
  return one.valueMgDl === other.valueMgDl && one.trend === other.trend;
}
