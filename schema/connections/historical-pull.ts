import { findPulls, type PullProgress, pullResources } from '#pulls';
import { batchLoader, builder, type Context } from '#schema/kit';

const PullResource = builder.enumType('PullResource', {
  description: 'What is pulled of a connection beside its polls.',
  values: {
    GLUCOSE: { description: 'Readings.' },
    DIARY: { description: 'Carbohydrates, insulin, exercise and notes that the wearer entered.' },
    CALIBRATIONS: { description: 'Blood glucose by which the wearer corrected the sensor.' },
  } as const,
});

const PullState = builder.enumType('PullState', {
  description: 'How a history stands.',
  values: {
    PULLING: { description: 'It is under way, or waits for an answer that has failed so far.' },
    COMPLETE: { description: 'All that the provider has is kept.' },
    REFUSED: {
      description:
        'The provider refuses what is asked, in shorter stretches too. It is asked once a day.',
    },
  } as const,
});

export const HistoricalPull = builder.objectRef<PullProgress>('HistoricalPull').implement({
  description:
    'The months before an account was linked, which are pulled newest first beside the polls.',
  fields: (t) => ({
    resource: t.field({
      type: PullResource,
      description: 'Of what.',
      resolve: ({ resource }) => resource as Exclude<typeof resource, 'DEVICES'>,
    }),
    state: t.field({
      type: PullState,
      description: 'How it stands.',
      resolve: ({ refusedAt, endedAt }) =>
        refusedAt ? 'REFUSED' : endedAt ? 'COMPLETE' : 'PULLING',
    }),
    from: t.field({
      type: 'DateTime',
      description: 'As far back as is pulled: the provider may have nothing before.',
      resolve: ({ fromAt }) => fromAt,
    }),
    to: t.field({
      type: 'DateTime',
      description:
        'When the account was linked: from then on polls bring the readings. Or the end of what a ' +
        'receiver uploaded later, where that is pulled.',
      resolve: ({ toAt }) => toAt,
    }),
    doneDownTo: t.field({
      type: 'DateTime',
      description: 'From here on all that the provider has is kept.',
      resolve: ({ doneDownTo }) => doneDownTo,
    }),
    sampleCount: t.int({
      description:
        'Samples that are new by it, or entries; what Share had told before is not counted.',
      resolve: ({ keptCount }) => keptCount,
    }),
    refusedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when the provider refuses what is asked; null where it does not.',
      resolve: ({ refusedAt }) => refusedAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When all was kept, which `historical.data.glucose.created` tells; else null.',
      resolve: ({ endedAt }) => endedAt,
    }),
  }),
});

/** Of a connection, in the order of their enum. */
export const loadHistories = batchLoader<string, readonly PullProgress[]>({
  nameOf: (id) => id,
  async load(ids, { db }) {
    const byId = Map.groupBy(await findPulls(db, ids), ({ connectionId }) => connectionId);
    const place = ({ resource }: PullProgress) => pullResources.indexOf(resource);
    return ids.map((id) => (byId.get(id) ?? []).toSorted((a, b) => place(a) - place(b)));
  },
});

/** That of the readings; null for a provider that gives no more than a poll does. */
export async function loadReadingsPull(context: Context, id: string): Promise<PullProgress | null> {
  const pulls = await loadHistories(context, id);
  return pulls.find(({ resource }) => resource === 'GLUCOSE') ?? null;
}
