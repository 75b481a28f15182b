import { findEventPage, type LogEvent } from '#events';
import { builder } from './builder.ts';
import { Event, EventTypeEnum } from './event.ts';
import { cursorFailure } from './event-failures.ts';
import { eventScopeOf } from './event-rights.ts';
import { InvalidArgument } from './failures.ts';

/** A page of events holds their payloads, each of up to 500 samples. */
const eventRowsDefault = 50;
const eventRowsMax = 200;

builder.queryField('events', (t) =>
  t.connection({
    type: Event,
    description:
      'What the log holds, oldest first (50 unless told, 200 at most). The cursors are those of ' +
      'the subscriptions; `endCursor` is always there, and a subscription after the last page ' +
      'misses nothing.',
    authScopes: { can: 'read' },
    args: {
      userId: t.arg.id({ description: 'Only those of this user.' }),
      types: t.arg({ type: [EventTypeEnum], description: 'Only these; all unless told.' }),
    },
    resolve: async (_parent, { userId, types, after, first }, context) => {
      const limit = first ?? eventRowsDefault;
      if (limit < 1 || limit > eventRowsMax) {
        throw new InvalidArgument('first', `a number from 1 to ${eventRowsMax}`);
      }
      const { isAllowed, ...scope } = await eventScopeOf(context, userId);
      const answer = await findEventPage(context.db, {
        ...scope,
        ...(types ? { types } : {}),
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
