const hourMs = 3_600_000;

/** How far back a chart goes, by the name that the address of the page has for it. */
export const ranges = [
  { name: '3h', text: '3 h', spanMs: 3 * hourMs },
  { name: '6h', text: '6 h', spanMs: 6 * hourMs },
  { name: '12h', text: '12 h', spanMs: 12 * hourMs },
  { name: '24h', text: '24 h', spanMs: 24 * hourMs },
  { name: '3d', text: '3 days', spanMs: 72 * hourMs },
  { name: '7d', text: '7 days', spanMs: 168 * hourMs },
  { name: '14d', text: '14 days', spanMs: 336 * hourMs },
] as const;

export type Range = (typeof ranges)[number];

/** Of a day or less each reading is a dot; of more there is a line alone. */
export const showsDots = ({ spanMs }: Range) => spanMs <= 24 * hourMs;

const usual: Range = ranges[3];

export const rangeOf = (name: string | null): Range =>
  ranges.find((range) => range.name === name) ?? usual;
