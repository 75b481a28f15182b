import { type EventType, unaskedTypes } from '#events';
import type { LiveMessage } from '#live';
import type { Context } from '#schema/kit';
import { builder } from '#schema/kit';
import { Event, EventTypeEnum, eventTypesText } from './event.ts';
import { publicLiveError } from './event-failures.ts';
import { type EventScope, eventScopeOf } from './event-rights.ts';
import { noteEventRead } from './note-event-read.ts';
import { PublicReader, watchedCredentialOf } from './public-reader.ts';

/**
 * The subscriptions. The stream of each field is a reader of `live/`; each event is checked against
 * the rights of the subscription and comes with its cursor.
 */
builder.subscriptionType({
  description:
    'What can be watched, from now or from a cursor, over WebSocket or as an event stream.',
});

const afterDescription =
  'A cursor: what came after it is sent first, then what comes. Without it: from now on.';
const changeTypes = ['daily.data.glucose.created', 'daily.data.glucose.updated'] as const;
const allGlucoseTypes = [...changeTypes, 'daily.data.glucose.deleted'] as const;

builder.subscriptionField('glucoseEvents', (t) =>
  t.field({
    type: Event,
    description: "A user's glucose: an event for each batch of samples that is new or has changed.",
    authScopes: { key: 'read', token: 'watch' },
    args: {
      userId: t.arg.id({ required: true, description: 'The user.' }),
      after: t.arg.string({ description: afterDescription }),
      includesRemovals: t.arg.boolean({
        required: true,
        defaultValue: false,
        description:
          'Whether samples that were removed are told too, as DAILY_DATA_GLUCOSE_DELETED: forget what has ' +
          'the same `takenAt` and a lower revision.',
      }),
    },
    subscribe: async (_parent, { userId, after, includesRemovals }, context) => {
      const types = includesRemovals ? allGlucoseTypes : changeTypes;
      return watch(context, await eventScopeOf(context, userId), after, types);
    },
    resolve: (message: LiveMessage) => message,
  }),
);

builder.subscriptionField('events', (t) =>
  t.field({
    type: Event,
    description: 'All events of the team; with a user token, those of its user.',
    authScopes: { key: 'events', token: 'watch' },
    args: {
      after: t.arg.string({ description: afterDescription }),
      userId: t.arg.id({ description: 'Only those of this user.' }),
      types: t.arg({ type: [EventTypeEnum], description: eventTypesText }),
    },
    subscribe: async (_parent, { userId, after, types }, context) =>
      watch(context, await eventScopeOf(context, userId), after, types),
    resolve: (message: LiveMessage) => message,
  }),
);

async function watch(
  context: Context,
  scope: EventScope,
  after: string | null | undefined,
  types: readonly EventType[] | null | undefined,
): Promise<AsyncIterable<LiveMessage>> {
  const credential = watchedCredentialOf(context);
  const { actor, services } = context;
  const { live } = services;
  // A client that connects again by itself sends the same document, and where it broke off.
  const from = context.lastEventId ?? after;
  context.noteStart?.(from ?? live.currentCursor());
  const request = { ...scope, after: from, credential, types: types ?? unaskedTypes };
  try {
    return new PublicReader(await live.watch(request), ({ event }) =>
      noteEventRead({ actor, services }, event),
    );
  } catch (error) {
    throw publicLiveError(error);
  }
}
