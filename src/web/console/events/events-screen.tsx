import type { LogEvent } from 'glucose-gateway-client';
import { useState } from 'preact/hooks';
import { EventHistory } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Pages, rowsPerPage, useFilters, usePage } from '#web/console/parts/pages.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty, Screen } from '#web/console/parts/screen.tsx';
import { userIdOf } from '#web/console/places.ts';
import { eventName, eventTypeOf, eventTypes } from './event-names.ts';
import { type EventRow, EventTable } from './event-table.tsx';
import './events.css';
import { useTailRows } from './tail-rows.ts';

/** The log, the newest first; what comes while one looks is shown above, or waits to be. */
export default function EventsScreen() {
  const filters = useFilters();
  const page = usePage();
  const [isLive, setLive] = useState(true);
  const type = eventTypeOf(filters.get('type'));
  const user = filters.get('user');
  const userId = user === null ? null : userIdOf(user);
  const isWanted = (event: LogEvent) =>
    (type === null || event.type === type) && (userId === null || event.userId === userId);
  const isFirst = page.after === null;
  const tail = useTailRows(isWanted, isLive && isFirst);
  const asked = useAsk(EventHistory, {
    first: rowsPerPage,
    before: page.after,
    types: type ? [type] : eventTypes,
    userId,
  });
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
      {isFirst && tail.waitingCount > 0 && (
        <button type="button" class="pill" onClick={tail.showAll}>
          {tail.waitingCount} new
        </button>
      )}
      <Answer asked={asked} lines={10}>
        {({ events }) => {
          const told = events.edges.map(({ node }) => node);
          const rows = isFirst ? joined(tail.shown, told) : told;
          return (
            <>
              {rows.length > 0 ? (
                <EventTable rows={rows} />
              ) : (
                <Nothing
                  isFiltered={type !== null || userId !== null}
                  onClear={() => filters.set({ type: null, user: null })}
                />
              )}
              <Pages
                pageInfo={events.pageInfo}
                page={page}
                texts={{ first: 'Newest', next: 'Older' }}
              />
            </>
          );
        }}
      </Answer>
    </Screen>
  );
}

/** Each event once: what came live may be in the answer already. */
function joined(live: readonly EventRow[], told: readonly EventRow[]): readonly EventRow[] {
  const known = new Set(told.map(({ id }) => id));
  return [...live.filter(({ id }) => !known.has(id)), ...told];
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
