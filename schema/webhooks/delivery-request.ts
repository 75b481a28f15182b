import { findPayloads } from '#events';
import { noteEventRead } from '#schema/events';
import { assertKeyScope, batchLoader, builder, teamOf } from '#schema/kit';
import { loadUser } from '#schema/users';
import { listHeaderNames, type SentHeader, sentHeaders } from '#webhooks';
import { WebhookDelivery } from './webhook-delivery.ts';

/** Whom a delivery concerns, and what its requests hold, as far as it may be told. */
const WebhookSentHeader = builder.objectRef<SentHeader>('WebhookSentHeader').implement({
  description: 'A header of the requests of a delivery.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'In lower case, but as the team wrote its own.' }),
    value: t.exposeString('value', {
      nullable: true,
      description:
        'What is sent; null for what the team set, which is never shown, and for time and signature, ' +
        'which each attempt has anew.',
    }),
  }),
});

const loadHeaderNames = batchLoader<string, readonly string[]>({
  load: (endpointIds, context) => listHeaderNames(context.db, teamOf(context), endpointIds),
  nameOf: (endpointId) => endpointId,
});

interface Place {
  readonly position: number;
  readonly appendedAt: Date;
}

const loadPayload = batchLoader<Place, string | null>({
  async load(places, { db }) {
    const payloads = await findPayloads(db, places);
    return places.map(({ position }) => payloads.get(position) ?? null);
  },
  nameOf: ({ position }) => String(position),
});

builder.objectFields(WebhookDelivery, (t) => ({
  clientUserId: t.string({
    nullable: true,
    description: "The team's own id of that user; null for none, and once the user was deleted.",
    resolve: async ({ userId }, _args, context) =>
      userId && ((await loadUser(context, userId))?.clientUserId ?? null),
  }),
  requestHeaders: t.field({
    type: [WebhookSentHeader],
    description: 'The headers of its requests, with those that the endpoint has now.',
    resolve: async (delivery, _args, context) =>
      sentHeaders(delivery, await loadHeaderNames(context, delivery.endpointId)),
  }),
  requestBody: t.string({
    nullable: true,
    description:
      'The body of its requests: exactly the text of the event. Null when the log does not hold it any ' +
      'more. A key needs the scope EVENTS for it.',
    resolve: (delivery, _args, context) => {
      assertKeyScope(context, 'events');
      const { position, eventAppendedAt: appendedAt, eventType: type, userId } = delivery;
      noteEventRead(context, { type, userId });
      return loadPayload(context, { position, appendedAt });
    },
  }),
}));
