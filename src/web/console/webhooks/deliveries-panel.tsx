import { useEffect } from 'preact/hooks';
import {
  Deliveries,
  type DeliveriesQuery,
  type WebhookDeliveryState,
} from '#web/console/api/generated/operations.ts';
import { type Asked, useAsk } from '#web/console/api/use-ask.ts';
import { listenToLog } from '#web/console/live/tail.ts';
import {
  FilterButtons,
  Pages,
  rowsPerPage,
  useFilters,
  usePage,
} from '#web/console/parts/pages.tsx';
import { Answer, Empty, Panel } from '#web/console/parts/screen.tsx';
import { after, every } from '#web/shared/platform.ts';
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

export interface DeliveriesPanelProps {
  /** Null for those to all endpoints. */
  readonly endpointId: string | null;
}

/** What was sent, or is to be, the newest events first. */
export function DeliveriesPanel({ endpointId }: DeliveriesPanelProps) {
  const filters = useFilters();
  const page = usePage();
  const choice = choices.find(({ name }) => name === filters.get('state')) ?? null;
  const asked = useAsk(Deliveries, {
    first: rowsPerPage,
    after: page.after,
    endpointId,
    states: choice?.states ?? null,
  });
  useFreshDeliveries(asked);
  return (
    <Panel title="Deliveries" name="deliveries">
      <FilterButtons
        label="State of deliveries"
        allText="All"
        choices={choices}
        chosen={choice?.name ?? null}
        onChoose={(state) => filters.set({ state })}
      />
      <Answer asked={asked} lines={6}>
        {({ deliveries: { edges, pageInfo } }) => (
          <>
            {edges.length > 0 ? (
              <DeliveryTable rows={edges.map(({ node }) => node)} />
            ) : (
              <Empty title={choice ? 'No delivery matches.' : 'Nothing was sent yet.'} />
            )}
            <Pages pageInfo={pageInfo} page={page} texts={{ first: 'Newest', next: 'Older' }} />
          </>
        )}
      </Answer>
    </Panel>
  );
}

const afterEventMs = 1_000;
const pendingMs = 3_000;

/** Asks again a second after an event, and while anything waits to be sent. */
function useFreshDeliveries(asked: Asked<DeliveriesQuery>): void {
  const hasPending =
    asked.data?.deliveries.edges.some(({ node }) => node.state === 'PENDING') ?? false;
  useEffect(() => {
    let cancel = () => {};
    const leave = listenToLog(() => {
      cancel();
      cancel = after(afterEventMs, asked.reload);
    });
    return () => {
      cancel();
      leave();
    };
  });
  useEffect(() => (hasPending ? every(pendingMs, asked.reload) : undefined), [hasPending]);
}
