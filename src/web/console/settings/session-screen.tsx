import { useState } from 'preact/hooks';
import { Moment } from '#web/console/parts/moment.tsx';
import { Panel } from '#web/console/parts/screen.tsx';
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
            <Moment at={endsAt} />, and with the key that it was made from
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
    </SettingsScreen>
  );
}
