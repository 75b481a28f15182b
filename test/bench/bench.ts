/**
 * What a bench is: a module that measures, and reports its figures with the bar beside each. The
 * runner (main.ts) finds benches by name, prints the tables and fails when a bar is not met.
 */
export interface Bench {
  readonly name: string;
  /** One line for the list of benches. */
  readonly summary: string;
  run(options: BenchOptions): Promise<BenchReport>;
}

export interface BenchOptions {
  /** Settings from the command line, `--seeds 3` as `seeds: '3'`; each bench knows its own. */
  readonly settings: Readonly<Record<string, string>>;
  /** Tells how far it is; not part of the report. */
  readonly progress: (line: string) => void;
}

export interface BenchReport {
  readonly tables: readonly BenchTable[];
  readonly bars: readonly BenchBar[];
  /** What else the reader must know: the machine, the seeds, the processes. */
  readonly notes: readonly string[];
}

export interface BenchTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly BenchRow[];
}

export interface BenchRow {
  readonly name: string;
  /** One for each column; null where it does not apply. */
  readonly values: readonly (number | string | null)[];
}

export interface BenchBar {
  readonly figure: string;
  readonly measured: number | string;
  /** In words: 'at most 5 s'. */
  readonly bar: string;
  readonly isMet: boolean;
}

export function barAtMost(figure: string, measured: number, most: number, unit = ''): BenchBar {
  return { figure, measured, bar: `at most ${most}${unit}`, isMet: measured <= most };
}

export function barAtLeast(figure: string, measured: number, least: number, unit = ''): BenchBar {
  return { figure, measured, bar: `at least ${least}${unit}`, isMet: measured >= least };
}

/** A setting that is a whole number above zero; anything else is the caller's mistake. */
export function countSetting(options: BenchOptions, name: string, fallback: number): number {
  const text = options.settings[name];
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`--${name} takes a whole number above zero, not ${JSON.stringify(text)}`);
}
