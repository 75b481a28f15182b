import type {
  MeanAmplitudeAbsence,
  MeanAmplitude as MeanAmplitudeRecord,
  MeanAmplitudeVariant,
} from '#glucose';
import { builder, describedValues } from '#schema/kit';
import { GlucoseValue, glucoseValue } from './glucose-value.ts';

export const MageVariant = builder.enumType('MageVariant', {
  description:
    'How excursions are found. There is no single way, and ways differ by half on the same trace.',
  values: {
    MOVING_AVERAGE: {
      value: 'ma',
      description:
        'Turning points where moving averages of 25 and 160 minutes cross (Fernandes 2022, doi ' +
        '10.1177/19322968211061165), on a grid of five minutes; iglu since version 4.1.5.',
    },
    NAIVE: {
      value: 'naive',
      description:
        'The mean distance from the mean of the readings that are further from it than one ' +
        'standard deviation; iglu before version 3.',
    },
  } as const,
});

const absences: Readonly<Record<MeanAmplitudeAbsence, string>> = {
  'no-readings': 'There are no readings in the range.',
  'too-sparse': 'Most readings are more than 45 minutes apart.',
  'too-short':
    'No stretch of readings without a gap of three hours lasts 160 minutes; of the variant NAIVE: ' +
    'there is one reading.',
  flat:
    'Glucose was flat: no stretch has a standard deviation of 1 mg/dL or more; of the variant NAIVE: ' +
    'all readings are equal.',
  'no-excursion':
    'Glucose moved, but the variant finds no excursion higher than one standard deviation: the ' +
    'moving averages do not cross on both sides of one, as where a single rise stands between flat ' +
    'hours; of the variant NAIVE: no reading is further from the mean than one standard deviation.',
};

const MageAbsence = builder.enumType('MageAbsence', {
  description: 'Why there is no MAGE.',
  values: describedValues(absences),
});

export interface NamedMeanAmplitude {
  readonly variant: MeanAmplitudeVariant;
  readonly amplitude: MeanAmplitudeRecord;
}

export const MeanAmplitude = builder.objectRef<NamedMeanAmplitude>('MeanAmplitude').implement({
  description:
    'MAGE, the mean amplitude of glycaemic excursions: the mean height of those that are higher ' +
    'than one standard deviation (Service 1970, doi 10.2337/diab.19.9.644). A value says little ' +
    'without its variant.',
  fields: (t) => ({
    variant: t.field({
      type: MageVariant,
      description: 'How excursions were found.',
      resolve: ({ variant }) => variant,
    }),
    value: t.field({
      type: GlucoseValue,
      nullable: true,
      description: 'The mean height; null where there is none, see `absence`.',
      resolve: ({ amplitude }) => glucoseValue(amplitude.valueMgDl),
    }),
    absence: t.field({
      type: MageAbsence,
      nullable: true,
      description: 'Why there is no value; null where there is one.',
      resolve: ({ amplitude }) => amplitude.absence,
    }),
  }),
});
