import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { Dotted } from '#web/console/parts/dotted.tsx';
import { exactText, Moment } from '#web/console/parts/moment.tsx';
import { Payload } from '#web/console/parts/payload.tsx';
import { PersonLink } from '#web/console/parts/person-link.tsx';
import { Table } from '#web/console/parts/table.tsx';
import type { EventRow } from './event-list.ts';
import { eventName } from './event-names.ts';

export interface EventTableProps<Row extends EventRow> {
  readonly rows: readonly Row[];
  /** Where events are left out that the log holds. */
  readonly holes: readonly { readonly newer: Row; readonly older: Row }[];
  readonly onFill?: (hole: { readonly newer: Row; readonly older: Row }) => void;
  /** Whether the first is laid open. */
  readonly isOpen?: boolean;
}

/** Events by row; a press on one lays its payload open below it. */
export function EventTable<Row extends EventRow>({
  rows,
  holes,
  onFill,
  isOpen: isFirstOpen = false,
}: EventTableProps<Row>) {
  const [openId, setOpenId] = useState(isFirstOpen ? (rows[0]?.id ?? null) : null);
  return (
    <Table
      label="Events"
      look="events"
      columns={['Event', 'Person', { text: 'When', look: 'wide-only' }]}
    >
      {rows.map((event, index) => {
        const isOpen = event.id === openId;
        const hole = index > 0 && holes.find(({ older }) => older.id === event.id);
        return (
          <Fragment key={event.id}>
            {hole && (
              <tr class="hole">
                <td colSpan={3}>
                  Events between {exactText(hole.older.appendedAt)} and{' '}
                  {exactText(hole.newer.appendedAt)} are not shown.{' '}
                  <button type="button" class="button small-button" onClick={() => onFill?.(hole)}>
                    Show them
                  </button>
                </td>
              </tr>
            )}
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
