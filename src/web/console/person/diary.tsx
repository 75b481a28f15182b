import { Panel } from '#web/console/parts/screen.tsx';
import { ScrollFrame } from '#web/console/parts/scroll-frame.tsx';
import type { Chart } from './person-glucose.ts';
import { dayAndClockIn } from './zone.ts';

export type DiaryEntry = Chart['diaryEntries']['edges'][number]['node'];

const shownMax = 50;

/** How much was eaten or injected, like "45 g" or "6.5 units"; null when it was not told. */
export function diaryAmountText({ carbsGrams, insulinUnits }: DiaryEntry): string | null {
  if (carbsGrams !== null) return `${rounded(carbsGrams)} g`;
  return insulinUnits === null ? null : `${rounded(insulinUnits)} units`;
}

const rounded = (amount: number) => String(Math.round(amount * 100) / 100);

function kindText({ kind, insulinType }: DiaryEntry): string {
  if (kind === 'CARBS') return 'Carbohydrates';
  if (insulinType === null) return 'Insulin';
  return insulinType === 'FAST' ? 'Fast-acting insulin' : 'Long-acting insulin';
}

export interface DiaryProps {
  /** Oldest first. */
  readonly entries: readonly DiaryEntry[];
  readonly zone: string;
  readonly rangeText: string;
}

/** What the wearer entered in the app of the sensor; the newest first. */
export function Diary({ entries, zone, rangeText }: DiaryProps) {
  const newest = entries.toReversed().slice(0, shownMax);
  return (
    <Panel title={`Diary, last ${rangeText}`} name="diary">
      {entries.length === 0 && <p class="soft">The wearer entered nothing, or not yet.</p>}
      {entries.length > 0 && (
        <ScrollFrame name="table-frame" label="Diary">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">Time ({zone})</th>
                <th scope="col">What</th>
                <th scope="col" class="number">
                  How much
                </th>
              </tr>
            </thead>
            <tbody>
              {newest.map((entry) => (
                <tr key={entry.sourceId}>
                  <td class="nowrap">{dayAndClockIn(zone, Date.parse(entry.takenAt))}</td>
                  <td>{kindText(entry)}</td>
                  <td class="number nowrap">{diaryAmountText(entry) ?? 'not told'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
      {entries.length > shownMax && (
        <p class="soft small">And {entries.length - shownMax} earlier ones.</p>
      )}
    </Panel>
  );
}
