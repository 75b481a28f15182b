import { createFairLine } from '#std/fair-line';

/** Runs reads so that those that run at once cost no more together than memory bears. */
export interface CostLine {
  /** The cost is that of an operation: about one for each row that is read. Null when too many wait. */
  run<Result extends NonNullable<unknown>>(
    callerKey: string,
    cost: number,
    work: () => Promise<Result>,
  ): Promise<Result | null>;
}

/** What costs less runs at once: a chart of some days, or a page of people. */
const smallCost = 1_000;

/** About six charts of 20,000 points: each holds a session of Postgres and some megabytes. */
const lineLimits = { weightMax: 72_000, placesPerKeyMax: 200, placesMax: 1_000 };

export function createCostLine(): CostLine {
  const line = createFairLine(lineLimits);
  return {
    run: (callerKey, cost, work) => (cost <= smallCost ? work() : line.run(callerKey, work, cost)),
  };
}
