import { useEffect } from 'preact/hooks';
import { Link } from 'wouter';
import {
  type ConnectionState,
  Overview,
  type OverviewQuery,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { listenToLog } from '#web/console/live/tail.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Answer, Panel, Screen } from '#web/console/parts/screen.tsx';
import { StateBadge } from '#web/console/parts/state-badge.tsx';
import { choices, troubledStates } from '#web/console/people/choices.ts';
import { idInPath } from '#web/console/places.ts';
import { useSession } from '#web/console/session/use-session.ts';
import { after } from '#web/shared/platform.ts';
import { DexcomPanel } from './dexcom-panel.tsx';
import './overview.css';
import { WebhooksPanel } from './webhooks-panel.tsx';

const everyMs = 30_000;
/** Judged by the gateway, which knows whose readings come late by nature. */
const silent: readonly ConnectionState[] = ['NO_RECENT_DATA'];
const settleMs = 1_000;

/** Is anybody without readings, and is any receiver failing? */
export default function OverviewScreen() {
  const { scopes, team } = useSession();
  const asked = useAsk(Overview, { troubled: troubledStates, silent }, { everyMs });
  useEffect(() => {
    let cancel = () => {};
    const leave = listenToLog(({ type }) => {
      if (!/CONNECTION|DEXCOM/.test(type)) return;
      cancel();
      cancel = after(settleMs, asked.reload);
    });
    return () => {
      cancel();
      leave();
    };
  });
  return (
    <Screen name="overview" title="Overview" lead={`How the people of ${team.name} are doing now.`}>
      <Answer asked={asked} lines={8}>
        {({ connectionCounts, needingHelp, silent: silentOnes, dexcomStatus }) => (
          <>
            <Figures counts={connectionCounts} />
            <div class="columns">
              <Panel title="Who needs help" name="needing-help">
                <PersonList
                  found={needingHelp}
                  none="Nobody: no account waits for a person to mend something."
                  more="/people?state=help"
                />
              </Panel>
              <Panel title="Without a recent reading" name="silent">
                <PersonList
                  found={silentOnes}
                  none="Nobody: whoever is linked and needs no help has a recent reading."
                  more="/people?state=late"
                />
              </Panel>
            </div>
            <div class="columns">
              {scopes.includes('WEBHOOKS') && <WebhooksPanel />}
              <DexcomPanel regions={dexcomStatus} />
            </div>
          </>
        )}
      </Answer>
    </Screen>
  );
}

interface FiguresProps {
  readonly counts: readonly { readonly state: ConnectionState; readonly count: number }[];
}

/** How many people there are in each of the groups of the people's list; each leads there. */
function Figures({ counts }: FiguresProps) {
  const countOf = (states: readonly ConnectionState[]) =>
    counts.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0);
  const linked = countOf(choices.flatMap(({ states }) => states));
  return (
    <ul class="figures">
      <li>
        <Link href="/people">
          <strong>{linked}</strong> Linked
        </Link>
      </li>
      {choices.map(({ name, text, states }) => {
        const count = countOf(states);
        return (
          <li key={name} data-figure={name} data-any={count > 0}>
            <Link href={`/people?state=${name}`}>
              <strong>{count}</strong> {text}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

interface PersonListProps {
  readonly found: OverviewQuery['needingHelp'] | OverviewQuery['silent'];
  readonly none: string;
  /** Where those are listed who are too many to be shown here. */
  readonly more: string;
}

function PersonList({ found: { edges, pageInfo }, none, more }: PersonListProps) {
  const people = edges.flatMap(({ node }) => (node.user ? [{ ...node, user: node.user }] : []));
  if (people.length === 0) return <p class="soft">{none}</p>;
  return (
    <>
      <ul class="person-lines">
        {people.map(({ id, user, state, stateSince, whatToDo }) => (
          <li key={id}>
            <Link href={`/people/${idInPath(user.id)}`}>{user.clientUserId}</Link>
            <StateBadge state={state} />
            <small class="soft">
              <Moment at={stateSince} />
              {whatToDo && whatToDo !== 'Nothing.' && `: ${whatToDo}`}
            </small>
          </li>
        ))}
      </ul>
      {pageInfo.hasNextPage && <Link href={more}>And more</Link>}
    </>
  );
}
