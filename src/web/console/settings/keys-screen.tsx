import { useState } from 'preact/hooks';
import { Keys, type KeysQuery } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Pages, rowsPerPage, usePage } from '#web/console/parts/pages.tsx';
import { Answer, Empty } from '#web/console/parts/screen.tsx';
import { Badge, type Tone } from '#web/console/parts/state-badge.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { CreateKeyDialog, RevokeKeyDialog } from './key-dialogs.tsx';
import { SettingsScreen } from './settings-screen.tsx';

export type Key = KeysQuery['apiKeys']['edges'][number]['node'];

const unusedMs = 90 * 86_400_000;

export default function KeysScreen() {
  const page = usePage();
  const asked = useAsk(Keys, { first: rowsPerPage, after: page.after });
  const [dialog, setDialog] = useState<'create' | Key | null>(null);
  const close = () => setDialog(null);
  return (
    <SettingsScreen
      name="keys"
      title="API keys"
      lead="What your applications sign in with. A secret is shown once, when its key is made."
      actions={
        <button type="button" class="button main" onClick={() => setDialog('create')}>
          <Icon name="plus" />
          Create a key
        </button>
      }
    >
      <Answer asked={asked}>
        {({ apiKeys: { edges, pageInfo } }) => (
          <>
            {edges.length > 0 ? (
              <KeyTable keys={edges.map(({ node }) => node)} onRevoke={setDialog} />
            ) : (
              <Empty title="There is no key yet." />
            )}
            <Pages pageInfo={pageInfo} page={page} />
          </>
        )}
      </Answer>
      {dialog === 'create' && <CreateKeyDialog onClose={close} onDone={asked.reload} />}
      {dialog !== null && dialog !== 'create' && (
        <RevokeKeyDialog apiKey={dialog} onClose={close} onDone={asked.reload} />
      )}
    </SettingsScreen>
  );
}

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly onRevoke: (key: Key) => void;
}

function KeyTable({ keys, onRevoke }: KeyTableProps) {
  return (
    <Table
      label="Keys"
      columns={[
        'Key',
        'State',
        { text: 'May', look: 'wide-only' },
        { text: 'Last used', look: 'wide-only' },
        { text: 'What to do', look: 'unseen' },
      ]}
    >
      {keys.map((key) => (
        <tr key={key.id}>
          <th scope="row">
            {key.name}
            <code class="soft block">{key.hint}</code>
            <p class="narrow-only soft small">
              {key.lastUsedAt && 'used '}
              <LastUse apiKey={key} />
            </p>
          </th>
          <td>
            <Badge {...lookOf(key)} />
          </td>
          <td class="wide-only detail">
            {key.scopes.map((scope) => scope.toLowerCase()).join(', ')}
          </td>
          <td class="wide-only">
            <LastUse apiKey={key} />
          </td>
          <td class="number">
            {!key.revokedAt && (
              <button
                type="button"
                class="button danger"
                aria-label={`Revoke ${key.name}`}
                onClick={() => onRevoke(key)}
              >
                Revoke
              </button>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function LastUse({ apiKey: { lastUsedAt } }: { readonly apiKey: Key }) {
  return lastUsedAt ? <Moment at={lastUsedAt} /> : <>never used</>;
}

function lookOf({ revokedAt, expiresAt, lastUsedAt, createdAt }: Key): {
  readonly tone: Tone;
  readonly text: string;
} {
  if (revokedAt) return { tone: 'idle', text: 'Revoked' };
  if (expiresAt && Date.parse(expiresAt) <= nowMs()) return { tone: 'idle', text: 'Over' };
  const isUnused = nowMs() - Date.parse(lastUsedAt ?? createdAt) > unusedMs;
  return isUnused
    ? { tone: 'warn', text: 'Unused for 90 days' }
    : { tone: 'good', text: 'In force' };
}
