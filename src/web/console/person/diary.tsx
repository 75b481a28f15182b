import type { GlucoseUnit } from 'glucose-gateway-client';
import { Panel } from '#web/console/parts/screen.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { useUnit } from '#web/console/reader.ts';
import { spanText } from '#web/console/rules/age.ts';
import { amountText } from '#web/console/rules/amounts.ts';
import type { Chart } from './person-glucose.ts';
import { dayAndClockIn } from './zone.ts';

export type DiaryEntry = Chart['diaryEntries']['edges'][number]['node'];

const shownMax = 50;
const rounded = (amount: number) => String(Math.round(amount * 100) / 100);

/** How much was eaten or injected, like "45 g" or "6.5 U"; null when it was not told. */
export function doseText({ carbsGrams, insulinUnits }: DiaryEntry): string | null {
  if (carbsGrams !== null) return `${rounded(carbsGrams)} g`;
  return insulinUnits === null ? null : `${rounded(insulinUnits)} U`;
}

function amountOf(entry: DiaryEntry, unit: GlucoseUnit): string {
  const { kind, bloodMgDl, exerciseMinutes } = entry;
  if (kind === 'NOTE') return '';
  if (bloodMgDl !== null) return `${amountText(bloodMgDl, unit)} ${unit}`;
  if (exerciseMinutes !== null) return spanText(exerciseMinutes * 60);
  return doseText(entry) ?? 'not told';
}

const insulinTexts = { FAST: 'Fast-acting insulin', LONG: 'Long-acting insulin' } as const;
const exerciseTexts = {
  LIGHT: 'Light exercise',
  MEDIUM: 'Medium exercise',
  HEAVY: 'Heavy exercise',
} as const;

function kindText({ kind, insulinType, exerciseIntensity, note }: DiaryEntry): string {
  const texts: Readonly<Record<DiaryEntry['kind'], string>> = {
    CARBS: 'Carbohydrates',
    INSULIN: insulinType ? insulinTexts[insulinType] : 'Insulin',
    EXERCISE: exerciseIntensity ? exerciseTexts[exerciseIntensity] : 'Exercise',
    NOTE: note === null ? 'A note' : `“${note}”`,
    CALIBRATION: 'Blood glucose',
  };
  return texts[kind];
}

export interface DiaryProps {
  /** Oldest first. */
  readonly entries: readonly DiaryEntry[];
  readonly zone: string;
  readonly rangeText: string;
}

/** What the wearer entered in the app of the sensor; the newest first. */
export function Diary({ entries, zone, rangeText }: DiaryProps) {
  const unit = useUnit();
  const newest = entries.toReversed().slice(0, shownMax);
  return (
    <Panel title={`Diary, last ${rangeText}`} name="diary">
      {entries.length === 0 && <p class="soft">The wearer entered nothing, or not yet.</p>}
      {entries.length > 0 && (
        <Table
          label={`Diary, times in ${zone}`}
          isPlain
          columns={['Time', 'What', { text: 'How much', look: 'number' }]}
        >
          {newest.map((entry) => (
            <tr key={entry.kind + entry.sourceId}>
              <td>{dayAndClockIn(zone, Date.parse(entry.takenAt))}</td>
              <td>{kindText(entry)}</td>
              <td class="number nowrap">{amountOf(entry, unit)}</td>
            </tr>
          ))}
        </Table>
      )}
      {entries.length > shownMax && (
        <p class="soft small">And {entries.length - shownMax} earlier ones.</p>
      )}
    </Panel>
  );
}
