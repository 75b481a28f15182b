import { auditSourceOf, builder, idOf, NotFound, QuotaExceeded, teamOf } from '#schema/kit';
import { type Delivery, resendDelivery, sendTestEvent } from '#webhooks';
import { withEndpointAudit } from './endpoint-audit.ts';
import { deliveryKeyOf, WebhookDelivery } from './webhook-delivery.ts';
import {
  WebhookDeliveryInFlight,
  WebhookEndpointDisabled,
  WebhookEventGone,
} from './webhook-failures.ts';

const SendTestEventSuccess = builder
  .objectRef<{ readonly eventId: string }>('SendTestEventSuccess')
  .implement({
    description: 'The event is on its way.',
    fields: (t) => ({
      eventId: t.id({
        description: 'Its id, which the receiver finds as `webhook-id`.',
        resolve: ({ eventId }) => eventId,
      }),
    }),
  });

builder.mutationField('sendTestEvent', (t) =>
  t.field({
    type: SendTestEventSuccess,
    description:
      'Writes an event of the type `webhook.endpoint.test` to the log, which is sent to this ' +
      'endpoint alone, whatever its settings let through.',
    authScopes: { key: 'webhooks' },
    args: { endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }) },
    errors: { types: [NotFound, QuotaExceeded, WebhookEndpointDisabled] },
    resolve: (_parent, args, context) => {
      const endpointId = idOf(args.endpointId, 'WebhookEndpoint', 'endpointId');
      const { webhookContext } = context.services;
      const source = auditSourceOf(context);
      const endpoint = { teamId: teamOf(context), endpointId };
      return sendTestEvent(context.db, webhookContext, source, endpoint).then((sent) => {
        switch (sent.kind) {
          case 'appended':
            return sent;
          case 'endpoint-not-found':
            throw new NotFound('WebhookEndpoint', 'endpointId');
          case 'endpoint-disabled':
            throw new WebhookEndpointDisabled();
          case 'too-many-orders':
            throw new QuotaExceeded('WEBHOOK_ORDERS', sent.perMinuteMax);
        }
      });
    },
  }),
);

const ResendDeliverySuccess = builder
  .objectRef<{ readonly delivery: Delivery }>('ResendDeliverySuccess')
  .implement({
    description: 'The delivery is due.',
    fields: (t) => ({
      delivery: t.field({
        type: WebhookDelivery,
        description: 'As it is now.',
        resolve: ({ delivery }) => delivery,
      }),
    }),
  });

builder.mutationField('resendDelivery', (t) =>
  t.field({
    type: ResendDeliverySuccess,
    description:
      'Sends a delivery again at once, under the same id, whatever became of it, with all eight ' +
      'tries before it.',
    authScopes: { key: 'webhooks' },
    args: { deliveryId: t.arg.id({ required: true, description: 'Which delivery.' }) },
    errors: {
      types: [
        NotFound,
        QuotaExceeded,
        WebhookEndpointDisabled,
        WebhookDeliveryInFlight,
        WebhookEventGone,
      ],
    },
    resolve: async (_parent, args, context) => {
      const key = deliveryKeyOf(args.deliveryId, 'deliveryId');
      const { webhookContext, webhooks } = context.services;
      const resent = await withEndpointAudit(context, async (db, audit) => {
        const resending = await resendDelivery(db, webhookContext, {
          teamId: teamOf(context),
          ...key,
        });
        switch (resending.kind) {
          case 'resent':
            await audit({
              action: 'webhook-delivery.resent',
              endpointId: key.endpointId,
              detail: { eventId: resending.delivery.eventId },
            });
            return resending;
          case 'delivery-not-found':
            throw new NotFound('WebhookDelivery', 'deliveryId');
          case 'endpoint-disabled':
            throw new WebhookEndpointDisabled();
          case 'too-many-orders':
            throw new QuotaExceeded('WEBHOOK_ORDERS', resending.perMinuteMax);
          case 'in-flight':
            throw new WebhookDeliveryInFlight();
          case 'event-gone':
            throw new WebhookEventGone();
        }
      });
      webhooks.markDue([key.endpointId]);
      return resent;
    },
  }),
);
