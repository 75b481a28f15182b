import { type Bands, bandNames } from '#web/console/rules/percents.ts';

/** Shares below this are hard to see; they are drawn higher than they are. */
const smallPercent = 2;

/**
 * How high each band stands in a bar of 100: as its share, of a small one half as high as can be
 * seen at the least, so that the smaller share is always the lower part. What is not there has none.
 */
export function heightsOf(exact: Bands): Bands {
  const drawn = Object.fromEntries(bandNames.map((name) => [name, drawnPercent(exact[name])]));
  const sum = Object.values(drawn).reduce((one, other) => one + other, 0);
  const heights = bandNames.map((name) => [name, ((drawn[name] ?? 0) / sum) * 100]);
  return Object.fromEntries(heights) as Bands;
}

function drawnPercent(percent: number): number {
  if (percent <= 0) return 0;
  return percent < smallPercent ? (smallPercent + percent) / 2 : percent;
}
