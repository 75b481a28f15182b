import { AssertionError } from 'node:assert';

/**
 * States a fact that our own code must keep. A broken fact is our bug: it is caught by nobody
 * and ends the process, since going on with a broken invariant could mislabel a reading.
 */
export function assert(fact: unknown, claim: string): asserts fact {
  if (!fact) throw new AssertionError({ message: claim, stackStartFn: assert });
}
