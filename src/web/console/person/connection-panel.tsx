import { act, useDeed } from '#web/console/api/act.ts';
import type { PersonQuery, PollOutcome } from '#web/console/api/generated/operations.ts';
import { RefreshPerson } from '#web/console/api/generated/operations.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Empty, Panel, Refused } from '#web/console/parts/screen.tsx';
import { ScrollFrame } from '#web/console/parts/scroll-frame.tsx';
import { StateBadge } from '#web/console/parts/state-badge.tsx';
import { announce } from '#web/shared/announcer.tsx';

type User = NonNullable<PersonQuery['user']>;
type Connection = User['connections'][number];

export interface ConnectionPanelProps {
  readonly user: User;
  readonly onLink: () => void;
  readonly reload: () => void;
}

/** Why there are readings, or why there are none: since when, and who does what about it. */
export function ConnectionPanel({ user, onLink, reload }: ConnectionPanelProps) {
  const connection = user.connections.at(-1);
  if (!connection) {
    return (
      <Panel title="Connection" name="connection">
        <Empty title="No account is linked.">
          <button type="button" class="button main" onClick={onLink}>
            Link an account
          </button>
        </Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title="Connection"
      name="connection"
      actions={!connection.disconnectedAt && <Refresh userId={user.id} reload={reload} />}
    >
      <div>
        <StateBadge state={connection.state} />{' '}
        <span class="soft small">
          since <Moment at={connection.stateSince} />
        </span>
      </div>
      <p>{connection.meaning}</p>
      {connection.whatToDo && (
        <p class="message">
          <span>
            <strong>What the wearer can do.</strong> {connection.whatToDo}
          </span>
        </p>
      )}
      <Facts connection={connection} />
      <Polls connection={connection} />
    </Panel>
  );
}

function Facts({ connection }: { readonly connection: Connection }) {
  const { region, isSharingOn, followerCount, stateUntil, nextPollAt } = connection;
  const {
    newestReadingAt = null,
    connectedAt,
    lastReadingAt,
    asideCount,
  } = {
    newestReadingAt: null,
    ...connection,
  };
  return (
    <dl class="facts">
      <dt>Account</dt>
      <dd>
        Dexcom Share, {region}, linked <Moment at={connectedAt} />
      </dd>
      {stateUntil && <Instant name="Until" at={stateUntil} />}
      {nextPollAt && <Instant name="Next poll" at={nextPollAt} />}
      {newestReadingAt && <Instant name="Newest reading" at={newestReadingAt} />}
      {lastReadingAt && <Instant name="Last came in" at={lastReadingAt} />}
      <dt>Share</dt>
      <dd>
        {isSharingOn === null ? 'not known' : isSharingOn ? 'on' : 'off'}
        {followerCount !== null && `, ${followerCount} follower${followerCount === 1 ? '' : 's'}`}
      </dd>
      {asideCount > 0 && (
        <>
          <dt>Kept aside</dt>
          <dd>{asideCount} readings whose times cannot be right</dd>
        </>
      )}
    </dl>
  );
}

function Instant({ name, at }: { readonly name: string; readonly at: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Moment at={at} />
      </dd>
    </>
  );
}

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

function Polls({ connection: { recentPolls } }: { readonly connection: Connection }) {
  if (recentPolls.length === 0) return null;
  return (
    <details>
      <summary>Recent polls</summary>
      <ScrollFrame name="table-frame" label="Recent polls">
        <table class="list small">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Outcome</th>
              <th scope="col" class="number">
                New
              </th>
              <th scope="col" class="number">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {recentPolls.map(({ at, outcome, createdCount, updatedCount, durationMs }) => (
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
          </tbody>
        </table>
      </ScrollFrame>
    </details>
  );
}

function Refresh({ userId, reload }: { readonly userId: string; readonly reload: () => void }) {
  const { isBusy, refusal, run } = useDeed();
  const refresh = () =>
    run(
      () => act(RefreshPerson, { id: userId }),
      (answer) => {
        const count =
          answer.__typename === 'RefreshUserSuccess'
            ? answer.connections.reduce((sum, { createdCount }) => sum + (createdCount ?? 0), 0)
            : 0;
        announce(count === 0 ? 'Nothing new.' : `${count} new.`);
        reload();
      },
    );
  return (
    <>
      <button type="button" class="button" aria-disabled={isBusy} onClick={() => void refresh()}>
        <Icon name="refresh" />
        {isBusy ? 'Asking Dexcom…' : 'Ask Dexcom now'}
      </button>
      <Refused refusal={refusal} />
    </>
  );
}
