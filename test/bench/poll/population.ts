import type { Orders } from '#src/simulator/admin/orders.ts';
import type { Account } from '#src/simulator/people/account.ts';

/**
 * Who wears a sensor in a run, told in a few words: the simulator's process and the one that checks
 * it make the same people of them. What a sensor reads, and when it is seen, follows from the seed.
 */
export interface Population {
  readonly seed: number;
  readonly count: number;
  readonly cadenceMs: number;
  /**
   * `steady`: each account's readings are seen after a delay of its own that is always the same.
   * `usual`: as the freshness bench has it, log-normal jitter, 1 % missing, 3 % minutes late.
   */
  readonly delays: 'steady' | 'usual';
  /**
   * All readings of a slot become visible within so long, so that a few connections are polled at
   * the pace of many and then sit still; null for evenly over time.
   */
  readonly withinMs: number | null;
}

const typicalMs = [8_000, 30_000] as const;
const jitterOf = {
  steady: { jitterMedianMs: 0, jitterSigma: 0, slowShare: 0 },
  usual: { jitterMedianMs: 4_000, jitterSigma: 0.8, slowShare: 0.03 },
};

export function addPeople(simulator: Orders, population: Population): readonly Account[] {
  const { count, cadenceMs, delays, withinMs } = population;
  const jitter = jitterOf[delays];
  if (withinMs !== null) return addCrowd(simulator, { ...population, withinMs });
  return simulator.addAccounts(count, {
    cadenceMs,
    visibility: { ...jitter, typicalMs },
    ...(delays === 'usual'
      ? { flaws: { missingShare: 0.01 }, sensor: { jitterMs: usualJitterMs } }
      : {}),
  });
}

/** Makes intervals differ with a deviation of 0.3 s. */
const usualJitterMs = 367;
const groupSize = 10;

function addCrowd(
  simulator: Orders,
  { count, cadenceMs, delays, withinMs }: Population & { readonly withinMs: number },
): Account[] {
  const groups = Math.ceil(count / groupSize);
  return Array.from({ length: groups }, (_, group) => {
    // Far apart in delay what is near in time, as chance has it.
    const share = (group * 0.618) % 1;
    const delayMs = Math.round(typicalMs[0] + (typicalMs[1] - typicalMs[0]) * share);
    const phaseMs = ((group / groups) * withinMs - delayMs + cadenceMs) % cadenceMs;
    return simulator.addAccounts(Math.min(groupSize, count - group * groupSize), {
      first: group * groupSize,
      cadenceMs,
      visibility: { ...jitterOf[delays], typicalMs: [delayMs, delayMs] },
      sensor: { phaseMs },
    });
  }).flat();
}
