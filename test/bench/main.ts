/**
 * `npm run bench -- NAME [--json FILE] [--SETTING VALUE …]`: runs one bench and prints its tables,
 * each bar beside the figure that it judges. Exit code: 0 all bars met, 1 some not, 2 wrong use.
 */
import { writeFileSync } from 'node:fs';
import { argv, exit, stderr, stdout } from 'node:process';
import type { Bench, BenchReport, BenchTable } from './bench.ts';

/** Name -> module; each is loaded only when it runs, since some start processes of their own. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  console: async () => (await import('./console.ts')).consoleBench,
  freshness: async () => (await import('./freshness.ts')).freshness,
  history: async () => (await import('./history.ts')).history,
  hostile: async () => (await import('./hostile.ts')).hostile,
  lockout: async () => (await import('./lockout.ts')).lockout,
  'fresh-now': async () => (await import('./fresh-now.ts')).freshNow,
  log: async () => (await import('./log.ts')).logOrder,
  live: async () => (await import('./live.ts')).live,
  query: async () => (await import('./query.ts')).query,
  poll: async () => (await import('./poll.ts')).poll,
  queue: async () => (await import('./queue.ts')).queue,
  repair: async () => (await import('./repair.ts')).repair,
  webhooks: async () => (await import('./webhooks.ts')).webhooks,
};

interface Wish {
  readonly name: string;
  readonly jsonFile: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

function readWish(words: readonly string[]): Wish | null {
  const [name, ...rest] = words;
  if (name === undefined || !Object.hasOwn(benches, name) || rest.length % 2 === 1) return null;
  const settings: Record<string, string> = {};
  for (let index = 0; index < rest.length; index += 2) {
    const [option, value] = rest.slice(index, index + 2);
    if (!option?.startsWith('--') || value === undefined) return null;
    settings[option.slice(2)] = value;
  }
  const { json, ...others } = settings;
  return { name, jsonFile: json, settings: others };
}

function printRows(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    stdout.write(`  ${cells.join('  ').trimEnd()}\n`);
  }
}

function cellOf(value: number | string | null): string {
  if (value === null) return '-';
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 2 ? 3 : Math.abs(value) < 10 ? 2 : 1);
}

function printTable({ title, columns, rows }: BenchTable): void {
  stdout.write(`\n${title}\n`);
  printRows([['', ...columns], ...rows.map((row) => [row.name, ...row.values.map(cellOf)])]);
}

function printReport(report: BenchReport): void {
  for (const table of report.tables) printTable(table);
  stdout.write('\nBars\n');
  printRows([
    ['', 'measured', 'bar', ''],
    ...report.bars.map((bar) => [
      bar.figure,
      cellOf(bar.measured),
      bar.bar,
      bar.isMet ? 'met' : 'NOT MET',
    ]),
  ]);
  for (const note of report.notes) stdout.write(`\n${note}\n`);
}

const wish = readWish(argv.slice(2));
if (wish === null) {
  stderr.write('use: npm run bench -- NAME [--json FILE] [--SETTING VALUE ...]\nbenches:\n');
  for (const load of Object.values(benches)) {
    const bench = await load();
    stderr.write(`  ${bench.name}: ${bench.summary}\n`);
  }
  exit(2);
}
const bench = await benches[wish.name]?.();
const report = await bench?.run({
  settings: wish.settings,
  progress: (line) => stderr.write(`${line}\n`),
});
if (report === undefined) exit(2);
printReport(report);
if (wish.jsonFile !== undefined) {
  writeFileSync(wish.jsonFile, `${JSON.stringify({ bench: wish.name, ...report }, null, 2)}\n`);
}
exit(report.bars.every((bar) => bar.isMet) ? 0 : 1);
