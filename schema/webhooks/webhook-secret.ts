import { builder, InvalidArgument, idOf, NotFound, teamOf } from '#schema/kit';
import { readSecret, rotateSecret } from '#webhooks';
import { withEndpointAudit } from './endpoint-audit.ts';

const RevealWebhookSecretSuccess = builder
  .objectRef<{ readonly secret: string }>('RevealWebhookSecretSuccess')
  .implement({
    description: 'The secret of an endpoint.',
    fields: (t) => ({
      secret: t.exposeString('secret', { description: 'What its requests are signed with.' }),
    }),
  });

builder.mutationField('revealWebhookSecret', (t) =>
  t.field({
    type: RevealWebhookSecretSuccess,
    description: 'Shows the present secret of an endpoint. That it was shown is in the audit.',
    authScopes: { key: 'webhooks' },
    args: { endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }) },
    errors: { types: [NotFound] },
    resolve: (_parent, args, context) => {
      const endpointId = idOf(args.endpointId, 'WebhookEndpoint', 'endpointId');
      return withEndpointAudit(context, async (db, audit) => {
        const { webhookContext } = context.services;
        const secret = await readSecret(db, webhookContext, teamOf(context), endpointId);
        if (secret === null) throw new NotFound('WebhookEndpoint', 'endpointId');
        await audit({ action: 'webhook-endpoint.secret-revealed', endpointId });
        return { secret };
      });
    },
  }),
);

const RotateWebhookSecretSuccess = builder
  .objectRef<{ readonly secret: string; readonly previousUntil: Date }>(
    'RotateWebhookSecretSuccess',
  )
  .implement({
    description: 'The endpoint has another secret.',
    fields: (t) => ({
      secret: t.exposeString('secret', { description: 'The secret that signs from now on.' }),
      previousUntil: t.field({
        type: 'DateTime',
        description: 'Until when the secret before signs too, so that a receiver accepts either.',
        resolve: ({ previousUntil }) => previousUntil,
      }),
    }),
  });

builder.mutationField('rotateWebhookSecret', (t) =>
  t.field({
    type: RotateWebhookSecretSuccess,
    description:
      'Replaces the secret of an endpoint. The one before signs beside it for 24 hours; one that ' +
      'was still being replaced signs no more.',
    authScopes: { key: 'webhooks' },
    args: {
      endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }),
      secret: t.arg.string({
        description: 'The new secret, `whsec_` and 24 to 64 bytes in base64; made up unless given.',
      }),
    },
    errors: { types: [NotFound] },
    resolve: (_parent, args, context) => {
      const endpointId = idOf(args.endpointId, 'WebhookEndpoint', 'endpointId');
      const teamId = teamOf(context);
      return withEndpointAudit(context, async (db, audit) => {
        const { webhookContext } = context.services;
        const secret = args.secret ?? undefined;
        const rotation = await rotateSecret(db, webhookContext, teamId, endpointId, secret);
        switch (rotation.kind) {
          case 'rotated':
            await audit({ action: 'webhook-endpoint.secret-rotated', endpointId });
            return rotation;
          case 'endpoint-not-found':
            throw new NotFound('WebhookEndpoint', 'endpointId');
          case 'bad-secret':
            throw new InvalidArgument('secret', '"whsec_" and 24 to 64 bytes in base64');
        }
      });
    },
  }),
);
