import type { OverviewQuery } from '#web/console/api/generated/operations.ts';
import { Panel } from '#web/console/parts/screen.tsx';
import { Badge, type Tone } from '#web/console/parts/state-badge.tsx';
import { Table } from '#web/console/parts/table.tsx';

type RegionStatus = OverviewQuery['dexcomStatus'][number];
type DexcomAnswer = RegionStatus['reads']['answer'];

const looks: Readonly<Record<DexcomAnswer, { readonly tone: Tone; readonly text: string }>> = {
  ANSWERS: { tone: 'good', text: 'Answers' },
  FAILS: { tone: 'bad', text: 'Failing' },
  UNKNOWN: { tone: 'idle', text: 'Unknown' },
};

const regionNames = { US: 'United States', OUS: 'Outside the US', APAC: 'Japan, Asia-Pacific' };

/** Whether it is Dexcom that does not answer, and no single person. */
export function DexcomPanel({ regions }: { readonly regions: readonly RegionStatus[] }) {
  return (
    <Panel title="Dexcom" name="dexcom-status">
      <Table label="Regions of Dexcom" isPlain columns={['Region', 'Reads', 'Logins']}>
        {regions.map(({ region, reads, logins }) => (
          <tr key={region}>
            <th scope="row">{regionNames[region]}</th>
            <td>
              <Badge {...looks[reads.answer]} />
            </td>
            <td>
              <Badge {...looks[logins.answer]} />
            </td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
