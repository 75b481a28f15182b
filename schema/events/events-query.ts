import { type EventType, findEvent, findEventPage, unaskedTypes } from '#events';
import { builder, InvalidArgument, pageArguments } from '#schema/kit';
import { isUuid } from '#std/ids';
import { Event, EventTypeEnum, eventTypesText } from './event.ts';
import { cursorFailure } from './event-failures.ts';
import { eventScopeOf } from './event-rights.ts';
import { noteEventRead } from './note-event-read.ts';

/** A page of events holds their payloads, each of up to 500 samples. */
const eventLimits = { rowsDefault: 50, rowsMax: 200 };

const EventConnection = builder.connectionObject(
  { type: Event, name: 'EventConnection', description: 'A page of events.' },
  { name: 'EventEdge', description: 'An event and its place in the log.' },
);

const EventOrder = builder.enumType('EventOrder', {
  description: 'Which events come first.',
  values: {
    OLDEST_FIRST: { value: 'oldest-first', description: 'In the order of the log.' },
    NEWEST_FIRST: { value: 'newest-first', description: 'Against the order of the log.' },
  } as const,
});

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description:
      'What the log holds, oldest first unless told. The cursors are those of the subscriptions. ' +
      'Oldest first, the next page is that `after` the `endCursor`, which is always there, and a ' +
      'subscription after the last page misses nothing. Newest first, the next page is that ' +
      '`before` the `endCursor`, and a subscription after the `startCursor` of the first page ' +
      'misses nothing.',
    authScopes: { key: 'events', token: 'watch' },
    args: {
      ...pageArguments(eventLimits),
      userId: t.arg.id({ description: 'Only those of this user.' }),
      types: t.arg({ type: [EventTypeEnum], description: eventTypesText }),
      order: t.arg({
        type: EventOrder,
        required: true,
        defaultValue: 'oldest-first',
        description: 'Which come first.',
      }),
      before: t.arg.string({
        description: 'A cursor: only what the log holds before the event that gave it.',
      }),
      from: t.arg({ type: 'DateTime', description: 'Only what was appended then or later.' }),
      to: t.arg({ type: 'DateTime', description: 'Only what was appended earlier than this.' }),
    },
    resolve: async (_parent, args, context) => {
      const { isAllowed, ...scope } = await eventScopeOf(context, args.userId);
      const answer = await findEventPage(context.db, { ...scope, ...stretchOf(args) });
      if (answer.kind !== 'page') throw cursorFailure(answer, answer.argument);
      const { events, cursorOf, startCursor, endCursor, hasNext } = answer.page;
      const edges = events.filter(isAllowed).map((event) => {
        const cursor = cursorOf(event);
        noteEventRead(context, event);
        return { cursor, node: { event, cursor } };
      });
      return {
        edges,
        pageInfo: {
          hasNextPage: hasNext,
          hasPreviousPage: (args.order === 'newest-first' ? args.before : args.after) != null,
          startCursor: startCursor ?? edges[0]?.cursor ?? null,
          endCursor,
        },
      };
    },
  }),
);

interface StretchArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly types?: readonly EventType[] | null | undefined;
  readonly order: 'oldest-first' | 'newest-first';
}

function stretchOf({ first, after, before, from, to, types, order }: StretchArguments) {
  const limit = first ?? eventLimits.rowsDefault;
  if (limit < 1 || limit > eventLimits.rowsMax) {
    throw new InvalidArgument('first', `a number from 1 to ${eventLimits.rowsMax}`);
  }
  return {
    types: types ?? unaskedTypes,
    after: after ?? null,
    before: before ?? null,
    appendedFrom: from ?? undefined,
    appendedBefore: to ?? undefined,
    isNewestFirst: order === 'newest-first',
    limit,
  };
}

builder.queryField('event', (t) =>
  t.field({
    type: Event,
    nullable: true,
    description:
      'One event, by the id under which webhooks carry it too; null where the log holds none of it ' +
      'any more, or never did.',
    authScopes: { key: 'events', token: 'watch' },
    args: { id: t.arg.id({ required: true, description: 'The UUID of the event.' }) },
    resolve: async (_parent, { id }, context) => {
      if (!isUuid(id)) throw new InvalidArgument('id', 'the UUID of an event');
      const { isAllowed, teamId } = await eventScopeOf(context, null);
      const found = await findEvent(context.db, { teamId, id });
      if (!found || !isAllowed(found.event)) return null;
      noteEventRead(context, found.event);
      return found;
    },
  }),
);
