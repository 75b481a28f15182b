import type { GlucoseUnit } from 'glucose-gateway-client';
import type { ReportQuery } from '#web/console/api/generated/operations.ts';
import { stampIn } from '#web/console/person/zone.ts';
import { levelText, type Point } from '#web/console/rules/amounts.ts';
import { bandsOf } from '#web/console/rules/bands.ts';
import { bandNames, wholePercents } from '#web/console/rules/percents.ts';

type User = NonNullable<ReportQuery['user']>;

/** The days as they are shown: whole percents that make 100, LOW and HIGH as words. */
export function daysCsv({ glucoseDays }: Pick<User, 'glucoseDays'>, unit: GlucoseUnit): string {
  const head = [
    'date',
    'readings',
    'active_percent',
    `mean_${unit}`,
    `lowest_${unit}`,
    `highest_${unit}`,
    ...bandNames.map((name) => `${name}_percent`),
  ];
  const rows = glucoseDays.map((day) => {
    const whole = day.banded && wholePercents(bandsOf(day.banded));
    const level = (value: { readonly mgDl: number } | null) =>
      value ? levelText(value.mgDl, unit) : '';
    return [
      day.date,
      String(day.sampleCount),
      (Math.floor(day.activePercent * 10) / 10).toFixed(1),
      level(day.mean),
      level(day.lowest),
      level(day.highest),
      ...bandNames.map((name) => (whole ? String(whole[name]) : '')),
    ];
  });
  return csvOf([head, ...rows]);
}

/** A line for each reading. */
export function readingsCsv(readings: readonly Point[], unit: GlucoseUnit, zone: string): string {
  const rows = readings.map(({ timeMs, mgDl }) => [
    new Date(timeMs).toISOString(),
    stampIn(zone, timeMs),
    levelText(mgDl, unit),
  ]);
  return csvOf([['taken_at', `local_time_${zone}`, `glucose_${unit}`], ...rows]);
}

function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

const cellOf = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Gives a text to the browser as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, '_');
  link.click();
  URL.revokeObjectURL(url);
}
