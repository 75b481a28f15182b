import type { GlycemiaRiskIndex as GlycemiaRiskIndexRecord, GlycemiaRiskZone } from '#glucose';
import { builder, describedValues } from '#schema/kit';

const zones: Readonly<Record<GlycemiaRiskZone, string>> = {
  A: 'Up to 20: the lowest risk.',
  B: 'Above 20, up to 40.',
  C: 'Above 40, up to 60.',
  D: 'Above 60, up to 80.',
  E: 'Above 80: the highest risk.',
};

const GlycemiaRiskZoneEnum = builder.enumType('GlycemiaRiskZone', {
  description: 'The quintiles of the Glycemia Risk Index.',
  values: describedValues(zones),
});

export const GlycemiaRiskIndex = builder
  .objectRef<GlycemiaRiskIndexRecord>('GlycemiaRiskIndex')
  .implement({
    description:
      'GRI: 3.0 · VLow + 2.4 · Low + 1.6 · VHigh + 0.8 · High in percent of time, at most 100, where ' +
      'VLow is below 54 mg/dL, Low 54 to 69, High 181 to 250 and VHigh above 250 (Klonoff 2022, doi ' +
      '10.1177/19322968221085273).',
    fields: (t) => ({
      value: t.exposeFloat('value', { description: '0 (best) to 100.' }),
      zone: t.field({
        type: GlycemiaRiskZoneEnum,
        description: 'The fifth of the scale in which it lies.',
        resolve: ({ zone }) => zone,
      }),
      hypoglycemiaComponent: t.exposeFloat('hypoglycemiaComponent', {
        description: 'VLow + 0.8 · Low, in percent of time: it counts threefold.',
      }),
      hyperglycemiaComponent: t.exposeFloat('hyperglycemiaComponent', {
        description: 'VHigh + 0.5 · High, in percent of time: it counts 1.6-fold.',
      }),
    }),
  });
