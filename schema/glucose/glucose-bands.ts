import type { BandedBands, CumulativeBands, RangePercent } from '#glucose';
import { builder } from '#schema/kit';

const source =
  'International consensus of 2019 (doi 10.2337/dci19-0028) and 2023 (doi ' +
  '10.1016/S2213-8587(22)00319-9). LOW counts as below 54, HIGH as above 250.';

export const CumulativeBandsType = builder.objectRef<CumulativeBands>('CumulativeBands').implement({
  description:
    'Percent of the time with readings, each band with the more extreme one inside it: the ' +
    `consensus targets are of these. ${source}`,
  fields: (t) => ({
    below54Percent: t.exposeFloat('below54Percent', {
      description: 'Below 54 mg/dL (3.0 mmol/L): level 2.',
    }),
    below70Percent: t.exposeFloat('below70Percent', {
      description: 'Below 70 mg/dL (3.9 mmol/L), the time below 54 included.',
    }),
    from70To180Percent: t.exposeFloat('from70To180Percent', {
      description: '70 to 180 mg/dL (3.9 to 10.0 mmol/L), both within: time in range.',
    }),
    above180Percent: t.exposeFloat('above180Percent', {
      description: 'Above 180 mg/dL (10.0 mmol/L), the time above 250 included.',
    }),
    above250Percent: t.exposeFloat('above250Percent', {
      description: 'Above 250 mg/dL (13.9 mmol/L): level 2.',
    }),
  }),
});

export const BandedBandsType = builder.objectRef<BandedBands>('BandedBands').implement({
  description:
    'Percent of the time with readings in five bands that share nothing and make 100 together: ' +
    `the parts of a stacked bar. ${source}`,
  fields: (t) => ({
    below54Percent: t.exposeFloat('below54Percent', { description: 'Below 54 mg/dL.' }),
    from54To69Percent: t.exposeFloat('from54To69Percent', {
      description: '54 mg/dL and above, below 70: level 1 alone.',
    }),
    from70To180Percent: t.exposeFloat('from70To180Percent', {
      description: '70 to 180 mg/dL, both within.',
    }),
    from181To250Percent: t.exposeFloat('from181To250Percent', {
      description: 'Above 180 mg/dL, up to 250: level 1 alone.',
    }),
    above250Percent: t.exposeFloat('above250Percent', { description: 'Above 250 mg/dL.' }),
  }),
});

export const RangePercentType = builder.objectRef<RangePercent>('GlucoseRangePercent').implement({
  description: 'Percent of the time with readings below, in and above a range; 100 together.',
  fields: (t) => ({
    lowMgDl: t.exposeFloat('lowMgDl', { description: 'The low end in mg/dL; within the range.' }),
    highMgDl: t.exposeFloat('highMgDl', {
      description: 'The high end in mg/dL; within the range.',
    }),
    belowPercent: t.exposeFloat('belowPercent', { description: 'Below the low end.' }),
    inPercent: t.exposeFloat('inPercent', { description: 'From the low to the high end.' }),
    abovePercent: t.exposeFloat('abovePercent', { description: 'Above the high end.' }),
  }),
});
