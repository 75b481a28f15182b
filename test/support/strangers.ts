import { createFairLine } from '#std/fair-line';

/** A line of credentials in which there is always room. */
export const roomyLine = () =>
  createFairLine({ weightMax: 100, placesPerKeyMax: 10_000, placesMax: 10_000 });
