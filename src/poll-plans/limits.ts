/** P4: the least time between reads of one account. */
export const readFloorMs = 15_000;

/**
 * How much later than its permit a read may leave. The permit reserves floor and slack together, so
 * that two reads which both use their slack differently still keep the floor.
 */
export const readSlackMs = 1_000;

/** How long a node may take for a poll, logins included, before another node may make it. */
export const leaseMs = 25_000;
