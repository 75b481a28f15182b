import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter';
import {
  People,
  PeopleByState,
  type PersonRowFragment,
} from '#web/console/api/generated/operations.ts';
import { type Asked, useAsk } from '#web/console/api/use-ask.ts';
import { isoBefore, nowMs } from '#web/console/live/now.ts';
import { useTold } from '#web/console/live/ticker.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import {
  FilterButtons,
  Pages,
  rowsPerPage,
  useFilters,
  usePage,
} from '#web/console/parts/pages.tsx';
import { Reading } from '#web/console/parts/reading.tsx';
import { Answer, Empty, Screen } from '#web/console/parts/screen.tsx';
import { Sparkline } from '#web/console/parts/sparkline.tsx';
import { StateBadge } from '#web/console/parts/state-badge.tsx';
import { idInPath } from '#web/console/places.ts';
import { AddPerson } from './add-person.tsx';
import { type Choice, choiceOf, choices } from './choices.ts';
import { usePeopleNow } from './people-now.ts';

const sparklineMs = 3 * 3_600_000;
/** States that follow from time alone are told by no event. */
const everyMs = 60_000;

export default function PeopleScreen() {
  const filters = useFilters();
  const page = usePage();
  const choice = choiceOf(filters.get('state'));
  const search = filters.get('q');
  const [isAdding, setAdding] = useState(false);
  const asked = usePeople(choice, search, page.after);
  return (
    <Screen
      name="people"
      title="People"
      actions={
        <button type="button" class="button main" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          Add a person
        </button>
      }
    >
      <div class="filters">
        <Search value={search} onSearch={(q) => filters.set({ q, state: null })} />
        <FilterButtons
          label="State"
          allText="Everybody"
          choices={choices}
          chosen={choice?.name ?? null}
          onChoose={(state) => filters.set({ state, q: null })}
        />
      </div>
      <Answer asked={asked} lines={8}>
        {({ rows, pageInfo }) => (
          <>
            {rows.length > 0 ? (
              <PeopleList rows={rows} />
            ) : (
              <Nobody
                isFiltered={choice !== null || search !== null}
                onClear={() => filters.set({ q: null, state: null })}
                onAdd={() => setAdding(true)}
              />
            )}
            <Pages pageInfo={pageInfo} page={page} />
          </>
        )}
      </Answer>
      {isAdding && <AddPerson onClose={() => setAdding(false)} />}
    </Screen>
  );
}

interface Page {
  readonly rows: readonly PersonRowFragment[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Everybody, those whose id holds a text, or those in a state. */
function usePeople(
  choice: Choice | null,
  search: string | null,
  after: string | null,
): Asked<Page> {
  const from = useTold(() => isoBefore(sparklineMs), []);
  const range = { first: rowsPerPage, after, from };
  const all = useAsk(People, { ...range, search }, { isSkipped: choice !== null, everyMs });
  const byState = useAsk(
    PeopleByState,
    { ...range, states: choice?.states ?? [] },
    { isSkipped: choice === null, everyMs },
  );
  if (choice === null) {
    const users = all.data?.users;
    return {
      ...all,
      data: users ? { rows: users.edges.map(({ node }) => node), pageInfo: users.pageInfo } : null,
    };
  }
  const found = byState.data?.connections;
  const rows = found?.edges.flatMap(({ node }) => (node.user ? [node.user] : [])) ?? [];
  return { ...byState, data: found ? { rows, pageInfo: found.pageInfo } : null };
}

interface SearchProps {
  readonly value: string | null;
  readonly onSearch: (text: string | null) => void;
}

function Search({ value, onSearch }: SearchProps) {
  const input = ({ currentTarget }: TargetedEvent<HTMLInputElement>) =>
    onSearch(currentTarget.value.trim() || null);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="unseen">Search by your own id of a person</span>
      <input type="search" placeholder="Search by id" value={value ?? ''} onInput={input} />
    </label>
  );
}

function PeopleList({ rows }: { readonly rows: readonly PersonRowFragment[] }) {
  const people = usePeopleNow(rows);
  const toMs = useTold(() => Math.floor(nowMs() / 60_000) * 60_000, []);
  return (
    <div class="table-frame">
      <table class="list people">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Reading</th>
            <th scope="col" class="wide-only">
              Last 3 hours
            </th>
            <th scope="col">State</th>
            <th scope="col" class="wide-only">
              Since
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonLine key={person.id} person={person} toMs={toMs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PersonLineProps {
  readonly person: PersonRowFragment;
  readonly toMs: number;
}

function PersonLine({ person, toMs }: PersonLineProps) {
  const { id, clientUserId, latestSample, glucoseSeries, connections } = person;
  const connection = connections.at(-1) ?? null;
  const state = connection?.state ?? null;
  return (
    <tr>
      <th scope="row">
        <Link href={`/people/${idInPath(id)}`} class="row-link">
          {clientUserId}
        </Link>
      </th>
      <td>
        <Reading reading={latestSample} />
      </td>
      <td class="wide-only">
        <Sparkline {...glucoseSeries} fromMs={toMs - sparklineMs} toMs={toMs} />
      </td>
      <td>
        <StateBadge state={state} />
      </td>
      <td class="wide-only soft">{connection && <Moment at={connection.stateSince} />}</td>
    </tr>
  );
}

interface NobodyProps {
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  readonly onAdd: () => void;
}

function Nobody({ isFiltered, onClear, onAdd }: NobodyProps) {
  if (isFiltered) {
    return (
      <Empty title="Nobody matches.">
        <button type="button" class="button" onClick={onClear}>
          Show everybody
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="There is nobody yet.">
      <p>A person is added here or by your application, and then links a Dexcom account.</p>
      <button type="button" class="button main" onClick={onAdd}>
        Add a person
      </button>
    </Empty>
  );
}
