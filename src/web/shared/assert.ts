/** Throws when a fact that our own code promises does not hold. */
export function assert(fact: unknown, claim: string): asserts fact {
  if (!fact) throw new Error(`this must hold: ${claim}`);
}
