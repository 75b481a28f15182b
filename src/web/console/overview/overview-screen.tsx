import type { ComponentChild } from 'preact';
import { Link } from 'wouter';
import { Overview, type OverviewQuery } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { useReloadOnLog } from '#web/console/live/use-reload-on-log.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Answer, Panel, Screen } from '#web/console/parts/screen.tsx';
import { StateBadge, StateBadges } from '#web/console/parts/state-badge.tsx';
import { troubledStates } from '#web/console/people/choices.ts';
import { idInPath } from '#web/console/places.ts';
import { useSession } from '#web/console/session/use-session.ts';
import { DexcomPanel } from './dexcom-panel.tsx';
import { type Counted, figuresOf } from './figures.ts';
import './overview.css';
import { WebhooksPanel } from './webhooks-panel.tsx';

const everyMs = 30_000;

/** Is anybody without readings, and is any receiver failing? */
export default function OverviewScreen() {
  const { scopes, team } = useSession();
  const asked = useAsk(Overview, { troubled: troubledStates }, { everyMs });
  useReloadOnLog(asked.reload, ({ type }) => /CONNECTION|DEXCOM/.test(type));
  return (
    <Screen name="overview" title="Overview" lead={`How the people of ${team.name} are doing now.`}>
      <Answer asked={asked} lines={8}>
        {({ userCounts, needingHelp, silent, dexcomStatus }) => (
          <>
            <Figures counted={{ userCounts, silent }} />
            <div class="columns">
              <Panel title="Who needs help" name="needing-help">
                <PersonList
                  none="Nobody: no account waits for a person to mend something."
                  more={needingHelp.pageInfo.hasNextPage ? '/people?state=help' : null}
                >
                  {needingHelp.edges.map(({ node }) => (
                    <HelpLine key={node.id} connection={node} />
                  ))}
                </PersonList>
              </Panel>
              <Panel title="Without readings" name="silent">
                <PersonList
                  none="Nobody: whoever is linked has a reading as recent as is due."
                  more={silent.pageInfo.hasNextPage ? '/people?state=silent&order=waiting' : null}
                >
                  {silent.edges.map(({ node }) => (
                    <SilentLine key={node.id} user={node} />
                  ))}
                </PersonList>
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

/** How many people there are in each of the groups of the people's list; each leads there. */
function Figures({ counted }: { readonly counted: Counted }) {
  return (
    <ul class="figures">
      {figuresOf(counted).map(({ name, text, count }) => (
        <li key={text} data-figure={name ?? 'linked'} data-any={count > 0}>
          <Link href={name ? `/people?state=${name}` : '/people'}>
            <strong>{count}</strong> {text}
          </Link>
        </li>
      ))}
    </ul>
  );
}

interface PersonListProps {
  readonly none: string;
  /** Leads to all of them where they are too many to be shown here. */
  readonly more: string | null;
  readonly children: readonly ComponentChild[];
}

function PersonList({ none, more, children }: PersonListProps) {
  if (children.length === 0) return <p class="soft">{none}</p>;
  return (
    <>
      <ul class="person-lines">{children}</ul>
      {more && <Link href={more}>And more</Link>}
    </>
  );
}

interface HelpLineProps {
  readonly connection: OverviewQuery['needingHelp']['edges'][number]['node'];
}

function HelpLine({ connection: { user, state, stateSince, whatToDo } }: HelpLineProps) {
  if (!user) return null;
  return (
    <li>
      <PersonName user={user} />
      <StateBadge state={state} />
      <small class="soft">
        <Moment at={stateSince} />
        {whatToDo && whatToDo !== 'Nothing.' && `: ${whatToDo}`}
      </small>
    </li>
  );
}

type SilentUser = OverviewQuery['silent']['edges'][number]['node'];

/** Since when there has been no reading, and of each account why. */
function SilentLine({ user }: { readonly user: SilentUser }) {
  const newest = user.connections
    .flatMap(({ newestReadingAt: at }) => at ?? [])
    .toSorted()
    .at(-1);
  return (
    <li>
      <PersonName user={user} />
      <StateBadges connections={user.connections} />
      <small class="soft">
        {newest ? (
          <>
            Last reading <Moment at={newest} />
          </>
        ) : (
          'No reading yet'
        )}
      </small>
    </li>
  );
}

function PersonName({ user }: { readonly user: Pick<SilentUser, 'id' | 'clientUserId'> }) {
  return <Link href={`/people/${idInPath(user.id)}`}>{user.clientUserId}</Link>;
}
