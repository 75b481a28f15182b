import { useState } from 'preact/hooks';
import { Table } from '#web/console/parts/table.tsx';
import { useUnit } from '#web/console/reader.ts';
import { levelText } from '#web/console/rules/amounts.ts';
import type { PersonGlucose } from './person-glucose.ts';
import { dayAndClockIn } from './zone.ts';

const pageRows = 25;
const markTexts = { late: 'Came late', revised: 'Corrected' } as const;

export interface ReadingsTableProps {
  readonly glucose: PersonGlucose;
  readonly zone: string;
}

/** What the chart shows, as a table for everyone: the newest first, 25 at a time. */
export function ReadingsTable({ glucose: { points, marks, chart }, zone }: ReadingsTableProps) {
  const unit = useUnit();
  const [page, setPage] = useState(0);
  const from = Math.max(0, points.length - (page + 1) * pageRows);
  const rows = points.slice(from, points.length - page * pageRows).toReversed();
  return (
    <>
      {chart?.glucoseSeries.isDownsampled && (
        <p class="soft small">
          Of {chart.glucoseSeries.sampleCount} readings the chart draws {points.length}: of each
          short stretch the first, the lowest, the highest and the last.
        </p>
      )}
      <Table
        label="Readings"
        isPlain
        columns={[`Time (${zone})`, { text: `Glucose (${unit})`, look: 'number' }, 'Note']}
      >
        {rows.map(({ timeMs, mgDl }) => {
          const mark = marks.get(timeMs);
          return (
            <tr key={timeMs}>
              <td>{dayAndClockIn(zone, timeMs)}</td>
              <td class="number">{levelText(mgDl, unit)}</td>
              <td class="soft">{mark ? markTexts[mark] : ''}</td>
            </tr>
          );
        })}
      </Table>
      <div class="pages">
        {page > 0 && (
          <button type="button" class="button" onClick={() => setPage(page - 1)}>
            Newer
          </button>
        )}
        {from > 0 && (
          <button type="button" class="button" onClick={() => setPage(page + 1)}>
            Older
          </button>
        )}
      </div>
    </>
  );
}
