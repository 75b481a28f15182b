/** The scale of the profile: a day is 288 wide, and 350 mg/dL are 350 high. */
export const profileWidth = 960;
export const profileHeight = 350;

const dayMinutes = 1_440;

export const xOf = (minuteOfDay: number) => (minuteOfDay / dayMinutes) * profileWidth;
export const yOf = (mgDl: number) => profileHeight - Math.min(profileHeight, Math.max(0, mgDl));

export type Percentile = readonly (number | null)[];

/** Steps without a gap between them: where no day has a value, there is no line. */
export function stretchesOf(values: Percentile): readonly (readonly number[])[] {
  const stretches: number[][] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const last = stretches.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else stretches.push([index]);
  }
  return stretches;
}

/** A line through a percentile. */
export function linePath(minutes: readonly number[], values: Percentile): string {
  return stretchesOf(values)
    .map((stretch) => `M${stretch.map((index) => pointOf(minutes, values, index)).join('L')}`)
    .join('');
}

/** What lies between two percentiles. */
export function areaPath(minutes: readonly number[], lower: Percentile, upper: Percentile): string {
  return stretchesOf(lower)
    .map((stretch) => {
      const there = stretch.map((index) => pointOf(minutes, upper, index));
      const back = stretch.toReversed().map((index) => pointOf(minutes, lower, index));
      return `M${[...there, ...back].join('L')}Z`;
    })
    .join('');
}

function pointOf(minutes: readonly number[], values: Percentile, index: number): string {
  return `${round(xOf(minutes[index] ?? 0))} ${round(yOf(values[index] ?? 0))}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
