import { useState } from 'preact/hooks';
import { useLocation } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  DeletePerson,
  ExportPerson,
  type GlucoseGoals,
  SetGlucoseGoals,
} from '#web/console/api/generated/operations.ts';
import { Copy } from '#web/console/parts/copy.tsx';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Panel, Refused } from '#web/console/parts/screen.tsx';
import { gatewayRoot } from '#web/console/places.ts';
import { type GoalsName, goalsNames, goalsTexts } from '#web/console/report/goals.ts';
import { useSession } from '#web/console/session/use-session.ts';
import type { User } from './user.ts';

export interface ManagePanelProps {
  readonly user: User;
  reload(): void;
}

/** Who this is, and what can be done with all that is held of them. */
export function ManagePanel({ user, reload }: ManagePanelProps) {
  const { scopes } = useSession();
  const [asksDelete, setAsksDelete] = useState(false);
  return (
    <Panel title="Person" name="manage">
      <dl class="facts">
        <dt>Your id</dt>
        <dd>
          <bdi>{user.clientUserId}</bdi> <Copy text={user.clientUserId} what="your id" />
        </dd>
        <dt>Id</dt>
        <dd>
          <code>{user.id}</code> <Copy text={user.id} what="the id" />
        </dd>
        <dt>Time zone</dt>
        <dd>{user.timeZone ?? 'never given'}</dd>
        {user.birthDate && (
          <>
            <dt>Born</dt>
            <dd>{user.birthDate}</dd>
          </>
        )}
        <dt>Goals</dt>
        <dd>
          {scopes.includes('LINK') ? (
            <GoalsPicker user={user} reload={reload} />
          ) : (
            goalsTexts[goalsNames[user.glucoseGoals]]
          )}
        </dd>
        <dt>Added</dt>
        <dd>
          <Moment at={user.createdAt} />
        </dd>
      </dl>
      <div class="actions">
        {scopes.includes('EXPORT') && <Export userId={user.id} />}
        {scopes.includes('ERASE') && (
          <button type="button" class="button danger" onClick={() => setAsksDelete(true)}>
            Delete
          </button>
        )}
      </div>
      {asksDelete && <AskDelete user={user} onClose={() => setAsksDelete(false)} />}
    </Panel>
  );
}

/** By which goals this person's report judges, unless its reader asks for others. */
function GoalsPicker({ user, reload }: ManagePanelProps) {
  const { isBusy, refusal, run } = useDeed();
  const choose = (name: string) => {
    const glucoseGoals = goalsEntries.find(([each]) => each === name)?.[0];
    if (!glucoseGoals) return;
    void run(() => act(SetGlucoseGoals, { id: user.id, glucoseGoals }), reload);
  };
  return (
    <>
      <select
        class="picker"
        aria-label="Goals"
        disabled={isBusy}
        value={user.glucoseGoals}
        onChange={({ currentTarget: { value } }) => choose(value)}
      >
        {goalsEntries.map(([value, name]) => (
          <option key={value} value={value}>
            {goalsTexts[name]}
          </option>
        ))}
      </select>
      <Refused refusal={refusal} />
    </>
  );
}

const goalsEntries = Object.entries(goalsNames) as [GlucoseGoals, GoalsName][];

/** The address works for minutes and needs no other proof: it is followed at once. */
function Export({ userId }: { readonly userId: string }) {
  const { isBusy, refusal, run } = useDeed();
  const fetchFile = () =>
    run(
      () => act(ExportPerson, { id: userId }),
      (answer) => {
        if (answer.__typename !== 'ExportUserSuccess') return;
        location.assign(new URL(answer.url, new URL(`${gatewayRoot}graphql`, location.href)));
      },
    );
  return (
    <>
      <button type="button" class="button" aria-disabled={isBusy} onClick={() => void fetchFile()}>
        Export all data
      </button>
      <Refused refusal={refusal} />
    </>
  );
}

function AskDelete({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const deed = useDeed();
  const [, navigate] = useLocation();
  const remove = () =>
    void deed.run(
      () => act(DeletePerson, { id: user.id }),
      () => navigate('/settings/deleted'),
    );
  const title = `Delete ${user.clientUserId}?`;
  return (
    <DialogForm {...{ title, onClose, deed }} does="Delete" isDanger onSubmit={remove}>
      <p>
        Polling stops and the credentials are erased at once. All other data is hidden at once, and
        erased for good after seven days. Until then it can be undone under Settings; the account
        then has to be linked again.
      </p>
    </DialogForm>
  );
}
