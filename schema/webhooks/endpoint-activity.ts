import { batchLoader, builder, encodeGlobalId } from '#schema/kit';
import { type EndpointActivity, listActivity } from '#webhooks';
import { WebhookEndpoint } from './webhook-endpoint.ts';

const hours = 24;
const hourMs = 3_600_000;

const Activity = builder.objectRef<EndpointActivity>('WebhookActivity').implement({
  description: `What became of what an endpoint was to get of the events of the last ${hours} hours.`,
  fields: (t) => ({
    pendingCount: t.exposeInt('pendingCount', { description: 'Deliveries still under way.' }),
    succeededCount: t.exposeInt('succeededCount', { description: 'Deliveries that arrived.' }),
    exhaustedCount: t.exposeInt('exhaustedCount', { description: 'Deliveries given up.' }),
    cancelledCount: t.exposeInt('cancelledCount', {
      description: 'Deliveries that were cancelled.',
    }),
    attemptCount: t.exposeInt('attemptCount', { description: 'Requests of these deliveries.' }),
    failedAttemptCount: t.exposeInt('failedAttemptCount', { description: 'Those that failed.' }),
    medianMs: t.exposeInt('medianMs', {
      nullable: true,
      description: 'Half of the answers came within so many milliseconds; null without an answer.',
    }),
    p95Ms: t.exposeInt('p95Ms', {
      nullable: true,
      description:
        'Nineteen of twenty answers came within so many milliseconds; null without an answer.',
    }),
  }),
});

const loadActivity = batchLoader<string, EndpointActivity>({
  load: (endpointIds, { db, clock }) =>
    listActivity(db, endpointIds, new Date(clock.nowMs() - hours * hourMs)),
  nameOf: (endpointId) => encodeGlobalId('WebhookEndpoint', endpointId),
});

builder.objectField(WebhookEndpoint, 'activity', (t) =>
  t.field({
    type: Activity,
    description: `What became of its deliveries of the last ${hours} hours; counted when it is asked.`,
    resolve: ({ id }, _args, context) => loadActivity(context, id),
  }),
);
