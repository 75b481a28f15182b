import { useState } from 'preact/hooks';
import { OneEvent } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { localInputText, shortText } from '#web/console/parts/moment.tsx';
import { Pages, useFilters, usePage } from '#web/console/parts/pages.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty, Screen } from '#web/console/parts/screen.tsx';
import { userIdOf } from '#web/console/places.ts';
import { eventName, eventTypeOf, eventTypes } from './event-names.ts';
import { EventTable } from './event-table.tsx';
import './events.css';
import { useEventList } from './use-event-list.ts';

/** The log, the newest first; what comes while one looks is shown above, or waits to be. */
export default function EventsScreen() {
  const filters = useFilters();
  const id = filters.get('event');
  if (id !== null) return <OneEventScreen id={id} onAll={() => filters.set({ event: null })} />;
  return <LogScreen />;
}

function LogScreen() {
  const filters = useFilters();
  const page = usePage();
  const [isLive, setLive] = useState(true);
  const type = eventTypeOf(filters.get('type'));
  const user = filters.get('user');
  const userId = user === null ? null : userIdOf(user);
  const [from, to] = [instantOf(filters.get('from')), instantOf(filters.get('to'))];
  const types = type ? [type] : eventTypes;
  const log = useEventList({ types, userId, from, to }, page.after, isLive);
  return (
    <Screen
      name="events"
      title="Events"
      lead="What the log holds, the newest first. Webhooks carry the same under the same ids."
      actions={
        <button
          type="button"
          class="button"
          aria-pressed={!isLive}
          onClick={() => setLive(!isLive)}
        >
          <Icon name={isLive ? 'pause' : 'play'} />
          {isLive ? 'Pause' : 'Go on'}
        </button>
      }
    >
      <div class="filters">
        <label>
          <span class="unseen">Kind of event</span>
          <select
            class="picker"
            value={type ? eventName(type) : ''}
            onChange={({ currentTarget }) => filters.set({ type: currentTarget.value })}
          >
            <option value="">All kinds</option>
            {eventTypes.map((each) => (
              <option key={each} value={eventName(each)}>
                {eventName(each)}
              </option>
            ))}
          </select>
        </label>
        <InstantPicker text="From" chosen={from} onChoose={(at) => filters.set({ from: at })} />
        <InstantPicker text="to" chosen={to} onChoose={(at) => filters.set({ to: at })} />
        {userId !== null && (
          <span class="chip-like">
            of <PersonLink userId={userId} />
            <button
              type="button"
              class="button quiet small-button"
              aria-label="Show events of everybody"
              onClick={() => filters.set({ user: null })}
            >
              <Icon name="cross" />
            </button>
          </span>
        )}
      </div>
      {log.skippedToMs !== null && (
        <p class="message warn" role="status">
          The log no longer goes back to where this list stood, and was skipped to{' '}
          {shortText(log.skippedToMs)}.
        </p>
      )}
      {log.asked.data && log.asked.data.waiting.length > 0 && (
        <button type="button" class="pill" onClick={log.showWaiting}>
          {log.asked.data.waiting.length} new
        </button>
      )}
      <Answer asked={log.asked} lines={10}>
        {({ rows, holes, hasOlder }) => (
          <>
            {rows.length > 0 ? (
              <EventTable rows={rows} holes={holes} onFill={log.fill} />
            ) : (
              <Nothing
                isFiltered={type !== null || userId !== null || from !== null || to !== null}
                onClear={() => filters.set({ type: null, user: null, from: null, to: null })}
              />
            )}
            <Pages
              pageInfo={{ endCursor: rows.at(-1)?.cursor ?? null, hasNextPage: hasOlder }}
              page={page}
              texts={{ first: 'Newest', next: 'Older' }}
            />
          </>
        )}
      </Answer>
    </Screen>
  );
}

/** An instant as the address of the page has it; null for what is none. */
function instantOf(text: string | null): string | null {
  const atMs = Date.parse(text ?? '');
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}

interface InstantPickerProps {
  readonly text: string;
  readonly chosen: string | null;
  readonly onChoose: (instant: string | null) => void;
}

/** By the clock of the reader; the address says it in UTC. */
function InstantPicker({ text, chosen, onChoose }: InstantPickerProps) {
  return (
    <label>
      <span class="soft">{text}</span>{' '}
      <input
        type="datetime-local"
        class="picker"
        value={chosen ? localInputText(chosen) : ''}
        onChange={({ currentTarget }) => onChoose(instantOf(currentTarget.value))}
      />
    </label>
  );
}

interface OneEventScreenProps {
  readonly id: string;
  readonly onAll: () => void;
}

/** One event by its id, as a delivery names it. */
function OneEventScreen({ id, onAll }: OneEventScreenProps) {
  const asked = useAsk(OneEvent, { id });
  return (
    <Screen name="events" title="Event" lead={<code>{id}</code>}>
      <Answer asked={asked}>
        {({ event }) =>
          event ? (
            <EventTable rows={[event]} holes={[]} isOpen />
          ) : (
            <Empty title="The log holds no event of that id any more, or never did." />
          )
        }
      </Answer>
      <p>
        <button type="button" class="button" onClick={onAll}>
          Show all events
        </button>
      </p>
    </Screen>
  );
}

interface NothingProps {
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function Nothing({ isFiltered, onClear }: NothingProps) {
  if (!isFiltered) return <Empty title="Nothing has happened yet." />;
  return (
    <Empty title="No event matches.">
      <button type="button" class="button" onClick={onClear}>
        Show all events
      </button>
    </Empty>
  );
}
