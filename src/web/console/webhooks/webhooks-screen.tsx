import { useState } from 'preact/hooks';
import { Link } from 'wouter';
import { type EndpointFactsFragment, Endpoints } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { kindsText } from '#web/console/events/event-names.ts';
import { Icon } from '#web/console/parts/icon.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { FilterButtons, Pages, rowsPerPage, useFilters } from '#web/console/parts/pages.tsx';
import { Answer, Empty, Panel, Screen } from '#web/console/parts/screen.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { idInPath } from '#web/console/places.ts';
import { AddEndpoint } from './add-endpoint.tsx';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { healthOf } from './health.ts';
import './webhooks.css';

const everyMs = 30_000;
const healthChoices = [{ name: 'failing', text: 'Failing' }] as const;

/** Every receiver with how it is doing, and what was sent to them. */
export default function WebhooksScreen() {
  const [isAdding, setAdding] = useState(false);
  const filters = useFilters();
  const isFailing = filters.get('health') === 'failing' ? true : null;
  // The cursor in the address is that of the deliveries below.
  const [after, goAfter] = useState<string | null>(null);
  const asked = useAsk(Endpoints, { first: rowsPerPage, after, isFailing }, { everyMs });
  return (
    <Screen
      name="webhooks"
      title="Webhooks"
      lead="Where events are sent as signed requests."
      actions={
        <button type="button" class="button main" onClick={() => setAdding(true)}>
          <Icon name="plus" />
          Add an endpoint
        </button>
      }
    >
      <Panel title="Endpoints" name="endpoints">
        <FilterButtons
          label="Health"
          allText="All"
          choices={healthChoices}
          chosen={isFailing ? 'failing' : null}
          onChoose={(health) => {
            goAfter(null);
            filters.set({ health });
          }}
        />
        <Answer asked={asked}>
          {({ webhookEndpoints: { edges, pageInfo } }) =>
            edges.length > 0 ? (
              <>
                <EndpointTable rows={edges.map(({ node }) => node)} />
                <Pages pageInfo={pageInfo} page={{ after, goAfter }} />
              </>
            ) : isFailing ? (
              <Empty title="None fails." />
            ) : (
              <Empty title="There is no endpoint yet.">
                <button type="button" class="button main" onClick={() => setAdding(true)}>
                  Add an endpoint
                </button>
              </Empty>
            )
          }
        </Answer>
      </Panel>
      <DeliveriesPanel endpointId={null} />
      {isAdding && <AddEndpoint onClose={() => setAdding(false)} onDone={asked.reload} />}
    </Screen>
  );
}

function EndpointTable({ rows }: { readonly rows: readonly EndpointFactsFragment[] }) {
  return (
    <Table
      label="Endpoints"
      columns={[
        'Address',
        'Health',
        { text: 'Since', look: 'wide-only' },
        { text: 'Receives', look: 'wide-only' },
      ]}
    >
      {rows.map((endpoint) => {
        const since = endpoint.disabledAt ?? endpoint.failingSince;
        return (
          <tr key={endpoint.id}>
            <th scope="row">
              <Link href={`/webhooks/${idInPath(endpoint.id)}`} class="row-link">
                {endpoint.description || endpoint.url}
              </Link>
              {endpoint.description && <small class="soft block">{endpoint.url}</small>}
            </th>
            <td>
              <Badge {...healthOf(endpoint)} />
            </td>
            <td class="wide-only nowrap">{since && <Moment at={since} />}</td>
            <td class="wide-only">{kindsText(endpoint.eventTypes, true)}</td>
          </tr>
        );
      })}
    </Table>
  );
}
