import { useEffect, useState } from 'preact/hooks';
import {
  Deliveries,
  type WebhookAnswer,
  type WebhookDeliveryState,
} from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { useReloadOnLog } from '#web/console/live/use-reload-on-log.ts';
import {
  FilterButtons,
  Pages,
  rowsPerPage,
  useFilters,
  usePage,
} from '#web/console/parts/pages.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Answer, Empty, Panel } from '#web/console/parts/screen.tsx';
import { userIdOf } from '#web/console/places.ts';
import { DeliveryTable } from './delivery-table.tsx';

const choices: readonly {
  readonly name: string;
  readonly text: string;
  readonly states: readonly WebhookDeliveryState[];
}[] = [
  { name: 'pending', text: 'Pending', states: ['PENDING'] },
  { name: 'delivered', text: 'Delivered', states: ['SUCCEEDED'] },
  { name: 'given-up', text: 'Given up', states: ['EXHAUSTED'] },
  { name: 'cancelled', text: 'Cancelled', states: ['CANCELLED'] },
];

const answerChoices: readonly {
  readonly name: string;
  readonly text: string;
  readonly answer: WebhookAnswer;
}[] = [
  { name: '2xx', text: 'Answered 2xx', answer: 'SUCCESS' },
  { name: '3xx', text: 'Answered 3xx', answer: 'REDIRECT' },
  { name: '4xx', text: 'Answered 4xx', answer: 'CLIENT_ERROR' },
  { name: '5xx', text: 'Answered 5xx', answer: 'SERVER_ERROR' },
  { name: 'none', text: 'No answer', answer: 'NONE' },
];

export interface DeliveriesPanelProps {
  /** Null for those to all endpoints. */
  readonly endpointId: string | null;
}

/** What waits to be sent settles without an event. */
const pendingMs = 3_000;

/** What was sent, or is to be, the newest events first. */
export function DeliveriesPanel({ endpointId }: DeliveriesPanelProps) {
  const filters = useFilters();
  const page = usePage();
  const choice = choices.find(({ name }) => name === filters.get('state')) ?? null;
  const answer = answerChoices.find(({ name }) => name === filters.get('answer')) ?? null;
  const user = filters.get('user');
  const [hasPending, setHasPending] = useState(false);
  const asked = useAsk(
    Deliveries,
    {
      first: rowsPerPage,
      after: page.after,
      endpointId,
      states: choice?.states ?? null,
      answers: answer ? [answer.answer] : null,
      userId: user === null ? null : userIdOf(user),
    },
    { everyMs: hasPending ? pendingMs : undefined },
  );
  const edges = asked.data?.deliveries.edges;
  useEffect(
    () => setHasPending(edges?.some(({ node }) => node.state === 'PENDING') ?? false),
    [edges],
  );
  useReloadOnLog(asked.reload);
  return (
    <Panel title="Deliveries" name="deliveries">
      <div class="filters">
        <FilterButtons
          label="State of deliveries"
          allText="All"
          choices={choices}
          chosen={choice?.name ?? null}
          onChoose={(state) => filters.set({ state })}
        />
        <label>
          <span class="unseen">Answer of the receiver</span>
          <select
            class="picker"
            value={answer?.name ?? ''}
            onChange={({ currentTarget }) => filters.set({ answer: currentTarget.value })}
          >
            <option value="">Any answer</option>
            {answerChoices.map(({ name, text }) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </label>
        {user !== null && (
          <span>
            of <PersonLink userId={userIdOf(user)} />{' '}
            <button type="button" class="button" onClick={() => filters.set({ user: null })}>
              Of everybody
            </button>
          </span>
        )}
      </div>
      <Answer asked={asked} lines={6}>
        {({ deliveries }) => (
          <>
            {deliveries.edges.length > 0 ? (
              <DeliveryTable rows={deliveries.edges.map(({ node }) => node)} />
            ) : (
              <Empty
                title={choice || answer || user ? 'No delivery matches.' : 'Nothing was sent yet.'}
              />
            )}
            <Pages
              pageInfo={deliveries.pageInfo}
              page={page}
              texts={{ first: 'Newest', next: 'Older' }}
            />
          </>
        )}
      </Answer>
    </Panel>
  );
}
