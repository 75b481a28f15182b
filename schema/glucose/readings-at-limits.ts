import type { AtLimits } from '#glucose';
import { builder } from '#schema/kit';

export const ReadingsAtLimits = builder.objectRef<AtLimits>('ReadingsAtLimits').implement({
  description:
    'How much of the time with readings glucose was beyond what a sensor measures. LOW and HIGH ' +
    'enter what is computed as 39 and 401 mg/dL.',
  fields: (t) => ({
    lowPercent: t.exposeFloat('lowPercent', {
      description: 'LOW, in percent of the time with readings: 0 to 100.',
    }),
    highPercent: t.exposeFloat('highPercent', {
      description: 'HIGH, in percent of the time with readings: 0 to 100.',
    }),
    isBound: t.exposeBoolean('isBound', {
      description:
        'Whether there are any, so that figures are bounds and no measurements. With LOW alone the ' +
        'true mean and GMI are at most what is told, with HIGH alone at least; with both they may be ' +
        'either. The true standard deviation is at least what is told.',
    }),
  }),
});
