import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { EventType } from '#web/console/api/generated/operations.ts';
import { Dotted } from '#web/console/parts/dotted.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Payload } from '#web/console/parts/payload.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Table } from '#web/console/parts/table.tsx';
import { eventName } from './event-names.ts';

export interface EventRow {
  readonly id: string;
  readonly type: EventType;
  readonly appendedAt: string;
  readonly userId: string | null;
  readonly payload: string;
}

/** Events by row; a press on one lays its payload open below it. */
export function EventTable({ rows }: { readonly rows: readonly EventRow[] }) {
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <Table
      label="Events"
      look="events"
      columns={['Event', 'Person', { text: 'When', look: 'wide-only' }]}
    >
      {rows.map((event) => {
        const isOpen = event.id === openId;
        return (
          <Fragment key={event.id}>
            <tr>
              <th scope="row">
                <button
                  type="button"
                  class="fold"
                  aria-expanded={isOpen}
                  onClick={() => setOpenId(isOpen ? null : event.id)}
                >
                  <Dotted text={eventName(event.type)} />
                </button>
                <p class="narrow-only soft small">
                  <Moment at={event.appendedAt} />
                </p>
              </th>
              <td>
                <PersonLink userId={event.userId} />
              </td>
              <td class="nowrap wide-only">
                <Moment at={event.appendedAt} />
              </td>
            </tr>
            {isOpen && (
              <tr>
                <td colSpan={3}>
                  <Payload text={event.payload} what="Payload" />
                </td>
              </tr>
            )}
          </Fragment>
        );
      })}
    </Table>
  );
}
