import { findHistories, type HistoryProgress } from '#histories';
import { batchLoader, builder } from '#schema/kit';

export const HistoricalPull = builder.objectRef<HistoryProgress>('HistoricalPull').implement({
  description:
    'The months before an account was linked, which are pulled newest first beside the polls.',
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      description: 'As far back as is pulled.',
      resolve: ({ fromAt }) => fromAt,
    }),
    to: t.field({
      type: 'DateTime',
      description: 'When the account was linked: from then on polls bring the readings.',
      resolve: ({ toAt }) => toAt,
    }),
    doneDownTo: t.field({
      type: 'DateTime',
      description: 'From here on all that the provider has is kept.',
      resolve: ({ doneDownTo }) => doneDownTo,
    }),
    sampleCount: t.int({
      description: 'Samples that are new by it; what Share had told before is not.',
      resolve: ({ sampleCount }) => sampleCount,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When all was kept, which `historical.data.glucose.created` tells; else null.',
      resolve: ({ endedAt }) => endedAt,
    }),
  }),
});

export const loadHistory = batchLoader<string, HistoryProgress | null>({
  nameOf: (id) => id,
  async load(ids, { db }) {
    const histories = await findHistories(db, ids);
    const byId = new Map(histories.map((history) => [history.connectionId, history]));
    return ids.map((id) => byId.get(id) ?? null);
  },
});
