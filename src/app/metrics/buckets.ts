/** In seconds. What waits may wait for an hour, and is still told apart from what waits for a minute. */
export const waitBuckets = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 1_800, 3_600,
];
