import { batchLoader, builder, encodeGlobalId } from '#schema/kit';
import { type EndpointActivity, listActivity } from '#webhooks';
import { WebhookEndpoint } from './webhook-endpoint.ts';

const hours = 24;
const hourMs = 3_600_000;

const Activity = builder.objectRef<EndpointActivity>('WebhookActivity').implement({
  description: 'What became of what an endpoint was to get of the events since an instant.',
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

interface ActivityKey {
  readonly endpointId: string;
  /** Null for the usual hours. */
  readonly sinceMs: number | null;
}

const loadActivity = batchLoader<ActivityKey, EndpointActivity>({
  async load(keys, { db, clock }) {
    const bySince = Map.groupBy(keys, ({ sinceMs }) => sinceMs);
    const found = new Map<ActivityKey, EndpointActivity>();
    for (const [sinceMs, group] of bySince) {
      const since = new Date(sinceMs ?? clock.nowMs() - hours * hourMs);
      const ids = group.map(({ endpointId }) => endpointId);
      const activities = await listActivity(db, ids, since);
      for (const [index, activity] of activities.entries()) {
        const key = group[index];
        if (key) found.set(key, activity);
      }
    }
    return keys.flatMap((key) => found.get(key) ?? []);
  },
  nameOf: ({ endpointId, sinceMs }) =>
    `${encodeGlobalId('WebhookEndpoint', endpointId)} ${sinceMs ?? ''}`,
});

builder.objectField(WebhookEndpoint, 'activity', (t) =>
  t.field({
    type: Activity,
    description: `What became of its deliveries of the last ${hours} hours, or since an instant; counted when it is asked.`,
    args: {
      since: t.arg({
        type: 'DateTime',
        description: `Of events since then; of the last ${hours} hours unless told.`,
      }),
    },
    resolve: ({ id }, { since }, context) =>
      loadActivity(context, { endpointId: id, sinceMs: since?.getTime() ?? null }),
  }),
);
