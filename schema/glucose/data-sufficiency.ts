import type { Shortage, Sufficiency } from '#glucose';
import { builder, describedValues } from '#schema/kit';

const descriptions: Readonly<Record<Shortage, string>> = {
  'no-readings': 'There are no readings in the range.',
  'under-14-days': 'The range that was asked for is shorter than 14 days.',
  'under-70-percent': 'The readings stand for less than 70 % of the range that was asked for.',
};

export const DataShortage = builder.enumType('DataShortage', {
  description: 'Why data do not suffice to speak of glucose in general.',
  values: describedValues(descriptions),
});

export const DataSufficiency = builder.objectRef<Sufficiency>('DataSufficiency').implement({
  description:
    'Whether there are data enough: 14 days with at least 70 % of the readings (consensus of 2019, ' +
    'doi 10.2337/dci19-0028), wherever the others are missing. Judged over the whole range that was ' +
    'asked for, the part of it that lies in the future included.',
  fields: (t) => ({
    periodDays: t.exposeFloat('periodDays', {
      description: 'Length of the range that was asked for, in days of 24 hours.',
    }),
    activePercent: t.exposeFloat('activePercent', {
      description: 'Minutes that the readings stand for, in percent of the range: 0 to 100.',
    }),
    isSufficient: t.exposeBoolean('isSufficient', { description: 'Whether data suffice.' }),
    shortage: t.field({
      type: DataShortage,
      nullable: true,
      description: 'Why they do not; null where they do.',
      resolve: ({ shortage }) => shortage,
    }),
  }),
});
