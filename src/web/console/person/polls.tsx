import type { PollOutcome } from '#web/console/api/generated/operations.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Table } from '#web/console/parts/table.tsx';
import type { Connection } from './user.ts';

const outcomeTexts: Readonly<Record<PollOutcome, string>> = {
  READ: 'Read',
  SESSION_RENEWED: 'Session renewed',
  REFUSED: 'Refused',
  LOCKED_OUT: 'Locked out',
  LOGIN_DEFERRED: 'Login put off',
  PERMIT_LAPSED: 'Waited too long',
  THROTTLED: 'Asked to wait',
  UNAVAILABLE: 'No sensible answer',
  GATEWAY_FAULT: 'Gateway fault',
};

/** What the last polls of a connection brought. */
export function Polls({ polls }: { readonly polls: Connection['recentPolls'] }) {
  if (polls.length === 0) return null;
  return (
    <details>
      <summary>Recent polls</summary>
      <Table
        label="Recent polls"
        look="small"
        isPlain
        columns={[
          'When',
          'Outcome',
          { text: 'New', look: 'number' },
          { text: 'Took', look: 'number' },
        ]}
      >
        {polls.map(({ at, outcome, createdCount, updatedCount, durationMs }) => (
          <tr key={at}>
            <td class="nowrap">
              <Moment at={at} />
            </td>
            <td>{outcomeTexts[outcome]}</td>
            <td class="number">
              {createdCount}
              {updatedCount > 0 && ` + ${updatedCount} changed`}
            </td>
            <td class="number nowrap">{durationMs} ms</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
