/**
 * Rounds to a whole number, and a half to the even one, as R's `round` does: cadences and expected
 * counts are rounded in the definitions that we follow, and a half decides a count.
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The middle of ascending numbers; the mean of the two middle ones of an even count. */
export function medianOfSorted(sorted: ArrayLike<number>): number | null {
  const { length } = sorted;
  if (length === 0) return null;
  const upper = sorted[length >> 1] as number;
  return length % 2 === 1 ? upper : ((sorted[(length >> 1) - 1] as number) + upper) / 2;
}
