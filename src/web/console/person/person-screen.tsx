import { useEffect, useRef, useState } from 'preact/hooks';
import { Link, type RouteComponentProps } from 'wouter';
import { Person, type PersonQuery } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { gateway } from '#web/console/live/gateway.ts';
import { type ToldStates, watchStates } from '#web/console/live/states.ts';
import { useAgeSeconds, useTold } from '#web/console/live/ticker.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { FilterButtons, useFilters } from '#web/console/parts/pages.tsx';
import { RangeBar } from '#web/console/parts/range-bar.tsx';
import { Reading } from '#web/console/parts/reading.tsx';
import { Answer, Empty, Panel, Problem, Screen } from '#web/console/parts/screen.tsx';
import { StateBadges } from '#web/console/parts/state-badge.tsx';
import { idInPath, userIdOf } from '#web/console/places.ts';
import { useUnit } from '#web/console/reader.ts';
import { ageRulesOf, delaySecondsOf } from '#web/console/rules/age.ts';
import { changeOf, changeText } from '#web/console/rules/amounts.ts';
import { tabTitleOf } from '#web/console/rules/tab-title.ts';
import './person.css';
import { Chart, summaryOf } from './chart.tsx';
import { ConnectionPanels } from './connection-panel.tsx';
import { Diary } from './diary.tsx';
import { Episodes } from './episodes.tsx';
import { Gaps } from './gaps.tsx';
import { LinkDialog, type LinkWay } from './link-dialog.tsx';
import { ManagePanel } from './manage-panel.tsx';
import { type PersonGlucose, usePersonGlucose } from './person-glucose.ts';
import { rangeOf, ranges } from './ranges.ts';
import { ReadingsTable } from './readings-table.tsx';
import { hasDiary, livingOf, type User } from './user.ts';
import { zoneOf } from './zone.ts';

/** Polls that bring nothing are told nowhere. */
const everyMs = 30_000;

export default function PersonScreen({ params }: RouteComponentProps<Record<string, string>>) {
  const id = userIdOf(params.id ?? '');
  const filters = useFilters();
  const range = rangeOf(filters.get('range'));
  const asked = useAsk(Person, { id }, { everyMs });
  const glucose = usePersonGlucose(id, range);
  useEffect(() => {
    if (glucose.newCount > 0) asked.reload();
  }, [glucose.newCount]);
  const user = asked.data?.user ?? null;
  const shown = useRef(user);
  shown.current = user;
  useEffect(() => {
    return watchStates([id], (told) => {
      if (shown.current && !isShown(told, shown.current)) asked.reload();
    });
  }, [id]);
  useEffect(() => {
    if (user?.latestSample) gateway.hearAge(user.latestSample);
  }, [user]);
  if (asked.data && !user) return <NotHere />;
  return (
    <Loaded user={user} asked={asked} glucose={glucose} range={range} id={id} filters={filters} />
  );
}

/** Whether what is told of a person's connections is what the page shows: at first it mostly is. */
function isShown(told: ToldStates, user: User): boolean {
  const states = told.flatMap(({ connections }) => connections);
  const living = livingOf(user);
  return (
    states.length === living.length &&
    states.every(({ id, state, stateSince }) =>
      living.some(
        (each) => each.id === id && each.state === state && each.stateSince === stateSince,
      ),
    )
  );
}

interface LoadedProps {
  readonly id: string;
  readonly user: User | null;
  readonly asked: ReturnType<typeof useAsk<PersonQuery, { id: string }>>;
  readonly glucose: PersonGlucose;
  readonly range: (typeof ranges)[number];
  readonly filters: ReturnType<typeof useFilters>;
}

function Loaded({ id, user, asked, glucose, range, filters }: LoadedProps) {
  const [linking, setLinking] = useState<LinkWay | 'ASKS' | null>(null);
  const offered = asked.data?.providers ?? [];
  const title = user?.clientUserId ?? 'Person';
  const isLinked = livingOf(user).length > 0;
  return (
    <Screen
      name="person"
      title={title}
      tabTitle={useTabTitle(user, title)}
      above={
        <Link href="/people" class="back">
          <Icon name="back" />
          People
        </Link>
      }
      actions={
        <>
          <Link href={`/people/${idInPath(id)}/report`} class="button">
            Report
          </Link>
          <button type="button" class="button" onClick={() => setLinking('ASKS')}>
            {isLinked ? 'New link' : 'Link an account'}
          </button>
        </>
      }
    >
      {user && <Now user={user} glucose={glucose} />}
      <Glucose glucose={glucose} range={range} user={user} filters={filters} />
      <Answer asked={asked}>
        {({ user: found }) =>
          found && (
            <div class="columns">
              <ConnectionPanels
                user={found}
                offered={offered}
                onLink={setLinking}
                reload={asked.reload}
              />
              <ManagePanel user={found} reload={asked.reload} />
            </div>
          )
        }
      </Answer>
      {linking && user && (
        <LinkDialog
          {...{ user, offered }}
          way={linking === 'ASKS' ? null : linking}
          onClose={() => setLinking(null)}
        />
      )}
    </Screen>
  );
}

function useTabTitle(user: User | null, name: string): string {
  const unit = useUnit();
  const reading = user?.latestSample ?? null;
  const delaySeconds = delaySecondsOf(livingOf(user));
  const facts = { name, reading, delaySeconds, unit };
  const inputs = [name, reading, delaySeconds, unit];
  return useTold((nowMs) => tabTitleOf({ ...facts, nowMs }), inputs, true);
}

function Now({ user, glucose }: { readonly user: User; readonly glucose: PersonGlucose }) {
  const unit = useUnit();
  const { latestSample } = user;
  const connections = livingOf(user);
  const delaySeconds = delaySecondsOf(connections);
  const ageSeconds = useAgeSeconds(latestSample?.takenAt ?? null);
  const change = latestSample && changeOf(glucose.points, Date.parse(latestSample.takenAt));
  const isTold = ageRulesOf(ageSeconds, delaySeconds).showsTrend && change !== null;
  return (
    <div class="now">
      <Reading reading={latestSample} delaySeconds={delaySeconds} isLarge />
      {isTold && (
        <span class="soft">
          {changeText(change, unit)} {unit} in 5 min
        </span>
      )}
      <StateBadges connections={connections} />
    </div>
  );
}

interface GlucoseProps extends Pick<LoadedProps, 'glucose' | 'range' | 'user' | 'filters'> {}

function Glucose({ glucose, range, user, filters }: GlucoseProps) {
  const unit = useUnit();
  const zone = zoneOf(filters.get('zone'), user?.timeZone ?? null);
  const [isTable, setTable] = useState(false);
  const summary = glucose.chart
    ? summaryOf(glucose.points, unit, range.text)
    : `Loading the last ${range.text}.`;
  const chart = glucose.chart;
  return (
    <>
      <Panel name="glucose">
        <div class="panel-head">
          <FilterButtons
            label="How far back"
            allText={null}
            choices={ranges}
            chosen={range.name}
            onChoose={(name) => filters.set({ range: name })}
          />
          <ZonePicker
            chosen={zone.choice}
            wearersZone={user?.timeZone ?? null}
            onChoose={(choice) => filters.set({ zone: choice })}
          />
        </div>
        {glucose.error && (
          <Problem error={glucose.error} hasOlder={chart !== null} onRetry={glucose.reload} />
        )}
        {glucose.watchEnd && (
          <p class="message warn" role="status">
            New readings do not come by themselves now, and are asked for every 20 seconds.{' '}
            {glucose.watchEnd.message}
          </p>
        )}
        <Chart glucose={glucose} range={range} zone={zone.name} summary={summary} />
        <div class="panel-head">
          <p class="soft small">
            {unit} · times in {zone.name}
            {zone.choice === 'wearer' ? ' (the wearer’s)' : ''}
            {chart && chart.diaryEntries.edges.length > 0 && ' · ■ carbohydrates ◆ insulin'}
          </p>
          <button
            type="button"
            class="button"
            aria-expanded={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'Hide the table' : 'Show as a table'}
          </button>
        </div>
        {isTable && <ReadingsTable glucose={glucose} zone={zone.name} />}
        {chart && (
          <Gaps
            gaps={glucose.gaps}
            zone={zone.name}
            newestMs={glucose.points.at(-1)?.timeMs ?? null}
            delaySeconds={delaySecondsOf(livingOf(user))}
          />
        )}
      </Panel>
      {chart && (hasDiary(user) || chart.diaryEntries.edges.length > 0) && (
        <Diary
          entries={chart.diaryEntries.edges.map(({ node }) => node)}
          zone={zone.name}
          rangeText={range.text}
        />
      )}
      {chart && (
        <div class="columns">
          <Panel title={`Time in range, last ${range.text}`} name="time-in-range">
            <RangeBar banded={chart.glucoseStatistics.banded} />
          </Panel>
          <Panel title={`Lows and highs, last ${range.text}`} name="episodes">
            <Episodes episodes={chart.glucoseEpisodes} zone={zone.name} />
          </Panel>
        </div>
      )}
    </>
  );
}

interface ZonePickerProps {
  readonly chosen: string;
  readonly wearersZone: string | null;
  readonly onChoose: (choice: string) => void;
}

function ZonePicker({ chosen, wearersZone, onChoose }: ZonePickerProps) {
  return (
    <label>
      <span class="unseen">Whose clock</span>
      <select
        class="picker"
        value={chosen}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {wearersZone && <option value="wearer">The wearer’s clock</option>}
        <option value="mine">My clock</option>
        <option value="UTC">UTC</option>
      </select>
    </label>
  );
}

function NotHere() {
  return (
    <Screen name="person" title="There is no such person">
      <Empty title="No person of this team has that id. They may have been deleted.">
        <Link href="/people" class="button">
          To the people
        </Link>
      </Empty>
    </Screen>
  );
}
