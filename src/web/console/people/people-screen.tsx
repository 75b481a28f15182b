import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter';
import {
  People,
  type PersonRowFragment,
  type UserOrder,
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
import { StateBadges } from '#web/console/parts/state-badge.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { idInPath } from '#web/console/places.ts';
import { delaySecondsOf } from '#web/console/rules/age.ts';
import { AddPerson } from './add-person.tsx';
import { type Choice, choiceOf, choices } from './choices.ts';
import { usePeopleNow } from './people-now.ts';

const usualOrder: { readonly order: UserOrder } = { order: 'OLDEST_USER' };
const sparklineMs = 3 * 3_600_000;
/** Who comes and goes in a list is told nowhere. */
const everyMs = 60_000;

export default function PeopleScreen() {
  const filters = useFilters();
  const page = usePage();
  const choice = choiceOf(filters.get('state'));
  const search = filters.get('q');
  const [isAdding, setAdding] = useState(false);
  const orderName = filters.get('order');
  const { order } = orders.find(({ name }) => name === orderName) ?? usualOrder;
  const asked = usePeople(choice, search, order, page.after);
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
        <Search value={search} onSearch={(q) => filters.set({ q })} />
        <FilterButtons
          label="State"
          allText="Everybody"
          choices={choices}
          chosen={choice?.name ?? null}
          onChoose={(state) => filters.set({ state })}
        />
        <OrderPicker chosen={orderName} onChoose={(each) => filters.set({ order: each })} />
      </div>
      <Answer asked={asked} lines={8}>
        {({ rows, totalCount, pageInfo }) => (
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
            <div class="list-foot">
              {rows.length > 0 && <p class="soft small">{countText(totalCount)}</p>}
              <Pages pageInfo={pageInfo} page={page} />
            </div>
          </>
        )}
      </Answer>
      {isAdding && <AddPerson onClose={() => setAdding(false)} />}
    </Screen>
  );
}

const countText = (count: number) =>
  count === 1 ? '1 person' : `${count.toLocaleString('en')} people`;

interface Page {
  readonly rows: readonly PersonRowFragment[];
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** Those whose id holds a text, who are in a state, in an order; everybody unless told. */
function usePeople(
  choice: Choice | null,
  search: string | null,
  order: UserOrder,
  after: string | null,
): Asked<Page> {
  const from = useTold(() => isoBefore(sparklineMs), []);
  const { states, lacksReadings } = choice ?? { states: null, lacksReadings: false };
  const asked = useAsk(
    People,
    { first: rowsPerPage, after, from, search, states, lacksReadings, order },
    { everyMs, timeVariable: 'from' },
  );
  const users = asked.data?.users;
  const data = users && { ...users, rows: users.edges.map(({ node }) => node) };
  return { ...asked, data: data ?? null };
}

const orders: readonly {
  readonly name: string;
  readonly order: UserOrder;
  readonly text: string;
}[] = [
  { name: 'added', order: 'OLDEST_USER', text: 'As they were added' },
  { name: 'newest', order: 'NEWEST_READING', text: 'Newest reading first' },
  { name: 'waiting', order: 'OLDEST_READING', text: 'Longest without a reading first' },
];

interface OrderPickerProps {
  readonly chosen: string | null;
  readonly onChoose: (name: string | null) => void;
}

function OrderPicker({ chosen, onChoose }: OrderPickerProps) {
  return (
    <label>
      <span class="unseen">Order</span>
      <select
        class="picker"
        value={chosen ?? 'added'}
        onChange={({ currentTarget: { value } }) => onChoose(value === 'added' ? null : value)}
      >
        {orders.map(({ name, text }) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
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
    <Table
      label="People"
      look="people"
      columns={[
        'Person',
        'Reading',
        { text: 'Last 3 hours', look: 'wide-only' },
        'State',
        { text: 'Since', look: 'wide-only' },
      ]}
    >
      {people.map((person) => (
        <PersonLine key={person.id} person={person} toMs={toMs} />
      ))}
    </Table>
  );
}

interface PersonLineProps {
  readonly person: PersonRowFragment;
  readonly toMs: number;
}

function PersonLine({ person, toMs }: PersonLineProps) {
  const { id, clientUserId, latestSample, glucoseSeries, connections } = person;
  const connection = connections.at(-1) ?? null;
  return (
    <tr>
      <th scope="row">
        <Link href={`/people/${idInPath(id)}`} class="row-link">
          {clientUserId}
        </Link>
      </th>
      <td>
        <Reading reading={latestSample} delaySeconds={delaySecondsOf(connections)} />
      </td>
      <td class="wide-only">
        <Sparkline {...glucoseSeries} fromMs={toMs - sparklineMs} toMs={toMs} />
      </td>
      <td>
        <StateBadges connections={connections} />
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
