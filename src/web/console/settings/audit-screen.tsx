import { Audit, type AuditQuery } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Dotted } from '#web/console/parts/dotted.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Pages, rowsPerPage, useFilters, usePage } from '#web/console/parts/pages.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty } from '#web/console/parts/screen.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { userIdOf } from '#web/console/places.ts';
import { SettingsScreen } from './settings-screen.tsx';

type Entry = AuditQuery['auditEntries']['edges'][number]['node'];

/** Who did what to whom, when and from where; the newest first. */
export default function AuditScreen() {
  const page = usePage();
  const filters = useFilters();
  const action = filters.get('action');
  const user = filters.get('user');
  const userId = user === null ? null : userIdOf(user);
  const asked = useAsk(Audit, { first: rowsPerPage, after: page.after, action, userId });
  return (
    <SettingsScreen name="audit" title="Audit" lead="What was done with a credential or with data.">
      {(action !== null || userId !== null) && (
        <div class="filters">
          <span>
            Only {action ?? 'what was done'}
            {userId !== null && (
              <>
                {' to '}
                <PersonLink userId={userId} />
              </>
            )}
          </span>
          <button
            type="button"
            class="button"
            onClick={() => filters.set({ action: null, user: null })}
          >
            Show all
          </button>
        </div>
      )}
      <Answer asked={asked} lines={8}>
        {({ auditEntries: { edges, pageInfo } }) => (
          <>
            {edges.length > 0 ? (
              <EntryTable
                entries={edges.map(({ node }) => node)}
                onAction={(chosen) => filters.set({ action: chosen })}
              />
            ) : (
              <Empty title="No entry matches." />
            )}
            <Pages pageInfo={pageInfo} page={page} texts={{ first: 'Newest', next: 'Older' }} />
          </>
        )}
      </Answer>
    </SettingsScreen>
  );
}

const actorTexts: Readonly<Record<Entry['actorKind'], string>> = {
  API_KEY: 'API key',
  COMMAND_LINE: 'Command line',
  LINK_TOKEN: 'Link',
  SESSION: 'Console',
  SYSTEM: 'Gateway',
  USER_TOKEN: 'User token',
};

interface EntryTableProps {
  readonly entries: readonly Entry[];
  readonly onAction: (action: string) => void;
}

function EntryTable({ entries, onAction }: EntryTableProps) {
  return (
    <Table
      label="Audit"
      columns={[
        'What',
        'By',
        'On',
        { text: 'When', look: 'wide-only' },
        { text: 'More', look: 'wide-only' },
      ]}
    >
      {entries.map((entry) => (
        <tr key={entry.id}>
          <th scope="row">
            <button
              type="button"
              class="as-text mono"
              title={`Only ${entry.action}`}
              onClick={() => onAction(entry.action)}
            >
              <Dotted text={entry.action} />
            </button>
            <p class="narrow-only soft small">
              <Moment at={entry.at} />
            </p>
          </th>
          <td>
            {actorTexts[entry.actorKind]}
            {entry.actorName && (
              <>
                {' '}
                <bdi>{entry.actorName}</bdi>
              </>
            )}
            {entry.address && <small class="soft block">{entry.address}</small>}
          </td>
          <td>
            <Subject entry={entry} />
          </td>
          <td class="nowrap wide-only">
            <Moment at={entry.at} />
          </td>
          <td class="wide-only detail">{entry.detail !== '{}' && <code>{entry.detail}</code>}</td>
        </tr>
      ))}
    </Table>
  );
}

function Subject({ entry: { subjectKind, subjectId } }: { readonly entry: Entry }) {
  if (subjectKind === 'user' && subjectId) return <PersonLink userId={userIdOf(subjectId)} />;
  return <span class="soft">{subjectKind ?? ''}</span>;
}
