/** Cuts an instant to the second, as a sample's key wants it. */
export function toSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}
