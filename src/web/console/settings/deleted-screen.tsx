import { act, useDeed } from '#web/console/api/act.ts';
import {
  DeletedPeople,
  type DeletedPeopleQuery,
  UndoDelete,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Pages, rowsPerPage, usePage } from '#web/console/parts/pages.tsx';
import { Answer, Empty, Refused } from '#web/console/parts/screen.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { announce } from '#web/shared/announcer.tsx';
import { SettingsScreen } from './settings-screen.tsx';

type Deleted = DeletedPeopleQuery['deletedUsers']['edges'][number]['node'];

/** Who was deleted and can still be brought back. */
export default function DeletedScreen() {
  const page = usePage();
  const asked = useAsk(DeletedPeople, { first: rowsPerPage, after: page.after });
  return (
    <SettingsScreen
      name="deleted"
      title="Deleted people"
      lead="For seven days they can be brought back, with all readings; the account has to be linked again."
    >
      <Answer asked={asked}>
        {({ deletedUsers: { edges, pageInfo } }) => (
          <>
            {edges.length > 0 ? (
              <Table
                label="Deleted people"
                columns={[
                  'Person',
                  'Deleted',
                  'Erased for good',
                  { text: 'What to do', look: 'unseen' },
                ]}
              >
                {edges.map(({ node }) => (
                  <DeletedLine key={node.id} deleted={node} reload={asked.reload} />
                ))}
              </Table>
            ) : (
              <Empty title="Nobody was deleted in the last seven days." />
            )}
            <Pages pageInfo={pageInfo} page={page} />
          </>
        )}
      </Answer>
    </SettingsScreen>
  );
}

interface DeletedLineProps {
  readonly deleted: Deleted;
  readonly reload: () => void;
}

function DeletedLine({ deleted, reload }: DeletedLineProps) {
  const { id, clientUserId, deletedAt, eraseAt } = deleted;
  const { isBusy, refusal, run } = useDeed();
  const undo = () =>
    run(
      () => act(UndoDelete, { id }),
      () => {
        announce(`${clientUserId} is back.`);
        reload();
      },
    );
  return (
    <tr>
      <th scope="row">{clientUserId}</th>
      <td class="nowrap">
        <Moment at={deletedAt} />
      </td>
      <td class="nowrap">
        <Moment at={eraseAt} />
      </td>
      <td class="number">
        <button
          type="button"
          class="button"
          aria-label={`Bring ${clientUserId} back`}
          aria-disabled={isBusy}
          onClick={() => void undo()}
        >
          Bring back
        </button>
        <Refused refusal={refusal} />
      </td>
    </tr>
  );
}
