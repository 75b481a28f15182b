import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import { EndSession, Sessions, type SessionsQuery } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Pages, rowsPerPage, usePage } from '#web/console/parts/pages.tsx';
import { Answer, Panel } from '#web/console/parts/screen.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { signOut } from '#web/console/session/session.ts';
import { useSession } from '#web/console/session/use-session.ts';
import { SettingsScreen } from './settings-screen.tsx';

/** Who is signed in here, what they may, and the ways out. */
export default function SessionScreen() {
  const { team, role, scopes, endsAt, version, isSandbox } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <SettingsScreen name="session" title="Session">
      <Panel title="This session" name="session">
        <dl class="facts">
          <dt>Team</dt>
          <dd>{team.name}</dd>
          <dt>Role</dt>
          <dd>{role}</dd>
          <dt>May</dt>
          <dd>{scopes.map((scope) => scope.toLowerCase()).join(', ')}</dd>
          <dt>Ends</dt>
          <dd>
            <Moment at={endsAt} /> at the latest
          </dd>
          <dt>Gateway</dt>
          <dd>
            version {version}
            {isSandbox && ', a sandbox: nobody here is real'}
          </dd>
        </dl>
        {problem && <p class="error">{problem}</p>}
        <div class="actions">
          <button type="button" class="button" onClick={async () => setProblem(await signOut())}>
            Sign out here
          </button>
          <button
            type="button"
            class="button danger"
            onClick={async () => setProblem(await signOut(true))}
          >
            Sign out everywhere
          </button>
        </div>
        <p class="soft small">
          Everywhere ends all sessions that were made from the same key, in every browser.
        </p>
      </Panel>
      {scopes.includes('KEYS') && <AllSessions />}
    </SettingsScreen>
  );
}

type Opened = SessionsQuery['consoleSessions']['edges'][number]['node'];

function AllSessions() {
  const page = usePage();
  const asked = useAsk(Sessions, { first: rowsPerPage, after: page.after });
  const [ending, setEnding] = useState<Opened | null>(null);
  return (
    <Panel title="Who is signed in" name="sessions">
      <Answer asked={asked}>
        {({ consoleSessions: { edges, pageInfo } }) => (
          <>
            <Table
              label="Sessions"
              isPlain={edges.every(({ node }) => node.isOwn)}
              columns={[
                'Role',
                'By',
                { text: 'Used', look: 'wide-only' },
                { text: 'Ends', look: 'wide-only' },
                { text: 'What to do', look: 'unseen' },
              ]}
            >
              {edges.map(({ node }) => (
                <tr key={node.id}>
                  <th scope="row">
                    {node.role.toLowerCase()}
                    {node.isOwn && <small class="soft block">this session</small>}
                  </th>
                  <td>
                    {originText(node)}
                    <small class="soft block">{node.address}</small>
                    <small class="soft narrow-only">
                      used <Moment at={node.seenAt} />
                    </small>
                  </td>
                  <td class="nowrap wide-only">
                    <Moment at={node.seenAt} />
                  </td>
                  <td class="wide-only nowrap">
                    <Moment at={node.expiresAt} />
                  </td>
                  <td class="number">
                    {!node.isOwn && (
                      <button
                        type="button"
                        class="button danger"
                        aria-label={`End the session of ${node.address}`}
                        onClick={() => setEnding(node)}
                      >
                        End
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
            <Pages pageInfo={pageInfo} page={page} texts={{ first: 'Newest', next: 'Older' }} />
          </>
        )}
      </Answer>
      {ending && (
        <EndDialog session={ending} onClose={() => setEnding(null)} onDone={asked.reload} />
      )}
    </Panel>
  );
}

interface EndDialogProps {
  readonly session: Opened;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function EndDialog({ session, onClose, onDone }: EndDialogProps) {
  const deed = useDeed();
  const end = () =>
    void deed.run(
      () => act(EndSession, { id: session.id }),
      () => {
        onClose();
        onDone();
      },
    );
  const title = 'End this session?';
  return (
    <DialogForm {...{ title, onClose, deed }} does="End the session" isDanger onSubmit={end}>
      <p>
        Who is signed in as {session.role.toLowerCase()} by {originText(session)} is signed out
        within seconds, in each tab.{' '}
        {session.keyName !== null && 'Their key stays good: revoke it to keep them out.'}
      </p>
    </DialogForm>
  );
}

const originTexts: Readonly<Record<Opened['madeFrom'], string>> = {
  API_KEY: 'API key',
  CODE: 'a code of gateway console-login',
  SANDBOX: 'a click in the sandbox',
};

function originText({ madeFrom, keyName }: Opened) {
  if (keyName === null) return originTexts[madeFrom];
  return (
    <>
      {originTexts[madeFrom]} <bdi>{keyName}</bdi>
    </>
  );
}
