import { Link } from 'wouter';
import type { DeliveryRowFragment } from '#web/console/api/generated/operations.ts';
import { eventName } from '#web/console/events/event-names.ts';
import { Dotted } from '#web/console/parts/dotted.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { deliveryLook } from './health.ts';

export interface DeliveryTableProps {
  readonly rows: readonly DeliveryRowFragment[];
}

export function DeliveryTable({ rows }: DeliveryTableProps) {
  return (
    <Table
      label="Deliveries"
      columns={[
        'Event',
        'Person',
        'State',
        { text: 'Attempts', look: 'number wide-only' },
        { text: 'When', look: 'wide-only' },
        { text: 'Next attempt', look: 'wide-only' },
      ]}
    >
      {rows.map((delivery) => (
        <tr key={delivery.id}>
          <th scope="row">
            <Link href={`/deliveries/${encodeURIComponent(delivery.id)}`} class="row-link mono">
              <Dotted text={eventName(delivery.eventType)} />
            </Link>
            <p class="narrow-only soft small">
              <Moment at={delivery.eventAppendedAt} />
            </p>
          </th>
          <td>
            <PersonLink userId={delivery.userId} name={delivery.clientUserId} />
          </td>
          <td>
            <Badge {...deliveryLook(delivery)} />
          </td>
          <td class="number wide-only">{delivery.attemptCount}</td>
          <td class="nowrap wide-only">
            <Moment at={delivery.eventAppendedAt} />
          </td>
          <td class="nowrap wide-only">
            {delivery.nextAttemptAt && <Moment at={delivery.nextAttemptAt} />}
          </td>
        </tr>
      ))}
    </Table>
  );
}
