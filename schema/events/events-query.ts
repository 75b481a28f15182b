import { findEventPage, type LogEvent, unaskedTypes } from '#events';
import { builder, InvalidArgument, pageArguments } from '#schema/kit';
import { Event, EventTypeEnum, eventTypesText } from './event.ts';
import { cursorFailure } from './event-failures.ts';
import { eventScopeOf } from './event-rights.ts';

/** A page of events holds their payloads, each of up to 500 samples. */
const eventLimits = { rowsDefault: 50, rowsMax: 200 };

const EventConnection = builder.connectionObject(
  { type: Event, name: 'EventConnection', description: 'A page of events.' },
  { name: 'EventEdge', description: 'An event and its place in the log.' },
);

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description:
      'What the log holds, oldest first. The cursors are those of ' +
      'the subscriptions; `endCursor` is always there, and a subscription after the last page ' +
      'misses nothing.',
    authScopes: { key: 'events', token: 'read' },
    args: {
      ...pageArguments(eventLimits),
      userId: t.arg.id({ description: 'Only those of this user.' }),
      types: t.arg({ type: [EventTypeEnum], description: eventTypesText }),
    },
    resolve: async (_parent, { userId, types, after, first }, context) => {
      const limit = first ?? eventLimits.rowsDefault;
      if (limit < 1 || limit > eventLimits.rowsMax) {
        throw new InvalidArgument('first', `a number from 1 to ${eventLimits.rowsMax}`);
      }
      const { isAllowed, ...scope } = await eventScopeOf(context, userId);
      const answer = await findEventPage(context.db, {
        ...scope,
        types: types ?? unaskedTypes,
        after: after ?? null,
        limit,
      });
      if (answer.kind !== 'page') throw cursorFailure(answer);
      const { events, cursorOf, endCursor, hasNext } = answer.page;
      const placed = (event: LogEvent) => ({ event, cursor: cursorOf(event) });
      const edges = events
        .filter(isAllowed)
        .map(placed)
        .map((node) => ({ cursor: node.cursor, node }));
      return {
        edges,
        pageInfo: {
          hasNextPage: hasNext,
          hasPreviousPage: after != null,
          startCursor: edges[0]?.cursor ?? null,
          endCursor,
        },
      };
    },
  }),
);
