import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import type { Provider } from '#web/console/api/generated/operations.ts';
import { RefreshPerson } from '#web/console/api/generated/operations.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Empty, Panel, Refused } from '#web/console/parts/screen.tsx';
import { StateBadge } from '#web/console/parts/state-badge.tsx';
import { delaySecondsOf, spanText } from '#web/console/rules/age.ts';
import { useSession } from '#web/console/session/use-session.ts';
import { announce } from '#web/shared/announcer.tsx';
import { AskDisconnect } from './ask-disconnect.tsx';
import { History } from './history.tsx';
import { Polls } from './polls.tsx';
import { type Connection, lacksHistory, livingOf, type Offered, type User } from './user.ts';

export interface ConnectionPanelsProps {
  readonly user: User;
  readonly offered: Offered;
  readonly onLink: (way: Provider | 'ASKS') => void;
  readonly reload: () => void;
}

/** Each account that is linked; where none is, the last that was. */
export function ConnectionPanels({ user, offered, onLink, reload }: ConnectionPanelsProps) {
  const living = livingOf(user);
  const shown = living.length > 0 ? living : user.connections.slice(-1);
  if (shown.length === 0) {
    return (
      <Panel title="Connection" name="connection">
        <Empty title="No account is linked.">
          <button type="button" class="button main" onClick={() => onLink('ASKS')}>
            Link an account
          </button>
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      {shown.map((connection) => (
        <ConnectionPanel key={connection.id} userId={user.id} {...{ connection, reload }} />
      ))}
      {lacksHistory(user, offered) && <AddHistory onLink={() => onLink('DEXCOM_V3')} />}
    </>
  );
}

/** What Share alone cannot give, and the way to it. */
function AddHistory({ onLink }: { readonly onLink: () => void }) {
  const { scopes } = useSession();
  if (!scopes.includes('LINK')) return null;
  return (
    <Panel title="History" name="add-history">
      <p>
        Share gives the last 24 hours and what comes from now on. Dexcom’s own sign-in adds months
        of readings, carbohydrates, insulin and devices. The link by Share goes on.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={onLink}>
          Add history by Dexcom’s own sign-in
        </button>
      </div>
    </Panel>
  );
}

/** Who brings readings, as people call it. */
const providerTexts: Readonly<Record<Provider, string>> = {
  DEXCOM: 'Dexcom Share, with user name and password',
  DEXCOM_V3: 'Dexcom, by the wearer’s consent',
};

const regionTexts: Readonly<Record<Connection['region'], string>> = {
  US: 'in the United States',
  OUS: 'outside the United States',
  APAC: 'in Japan or Asia-Pacific',
};

interface ConnectionPanelProps {
  readonly userId: string;
  readonly connection: Connection;
  readonly reload: () => void;
}

/** Why there are readings, or why there are none: since when, and who does what about it. */
function ConnectionPanel({ userId, connection, reload }: ConnectionPanelProps) {
  const { scopes } = useSession();
  const [asksDisconnect, setAsksDisconnect] = useState(false);
  const isLiving = !connection.disconnectedAt;
  const delaySeconds = delaySecondsOf([connection]);
  return (
    <Panel
      title="Connection"
      name="connection"
      actions={isLiving && <Refresh userId={userId} reload={reload} />}
    >
      <div>
        <StateBadge state={connection.state} />{' '}
        <span class="soft small">
          since <Moment at={connection.stateSince} />
        </span>
      </div>
      <p>{connection.meaning}</p>
      {connection.whatToDo !== 'Nothing.' && (
        <p class="message">
          <span>
            <strong>What the wearer can do.</strong> {connection.whatToDo}
          </span>
        </p>
      )}
      {delaySeconds > 0 && (
        <p class="soft">
          This account tells each reading late, up to {spanText(delaySeconds)} after it was taken:
          what is shown of it is never the present.
        </p>
      )}
      <Facts connection={connection} />
      {connection.historicalPull && <History pull={connection.historicalPull} />}
      <Polls polls={connection.recentPolls} />
      {isLiving && scopes.includes('LINK') && (
        <div class="actions">
          <button type="button" class="button" onClick={() => setAsksDisconnect(true)}>
            Disconnect
          </button>
        </div>
      )}
      {asksDisconnect && (
        <AskDisconnect
          connectionId={connection.id}
          onClose={() => setAsksDisconnect(false)}
          onDone={reload}
        />
      )}
    </Panel>
  );
}

function Facts({ connection }: { readonly connection: Connection }) {
  const { provider, region, connectedAt, stateUntil, nextPollAt, lastReadingAt, asideCount } =
    connection;
  return (
    <dl class="facts">
      <dt>Account</dt>
      <dd>
        {providerTexts[provider]}, {regionTexts[region]}, linked <Moment at={connectedAt} />
      </dd>
      {stateUntil && <Instant name="Until" at={stateUntil} />}
      {nextPollAt && <Instant name="Next poll" at={nextPollAt} />}
      {lastReadingAt && <Instant name="Last came in" at={lastReadingAt} />}
      {provider === 'DEXCOM' && <Sharing connection={connection} />}
      {asideCount > 0 && (
        <>
          <dt>Kept aside</dt>
          <dd>{asideCount} readings whose times cannot be right</dd>
        </>
      )}
    </dl>
  );
}

function Sharing({ connection: { isSharingOn, followerCount } }: { connection: Connection }) {
  return (
    <>
      <dt>Share</dt>
      <dd>
        {isSharingOn === null ? 'not known' : isSharingOn ? 'on' : 'off'}
        {followerCount !== null && `, ${followerCount} follower${followerCount === 1 ? '' : 's'}`}
      </dd>
    </>
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
