import { mgDlPerMmolL } from '#glucose';
import { builder } from '#schema/kit';

/** A computed amount or difference of glucose: a number of mg/dL. */
export const GlucoseValue = builder.objectRef<{ readonly mgDl: number }>('GlucoseValue').implement({
  description:
    'An amount or a difference of glucose that was computed, in both units and not rounded. LOW ' +
    'enters a computation as 39 mg/dL and HIGH as 401: of a trace that holds them it is a bound.',
  fields: (t) => ({
    mgDl: t.exposeFloat('mgDl', { description: 'mg/dL.' }),
    mmolL: t.float({
      description: 'mmol/L: mg/dL divided by 18.01559.',
      resolve: ({ mgDl }) => mgDl / mgDlPerMmolL,
    }),
  }),
});

/** The value of a number of mg/dL; null stays null. */
export function glucoseValue(mgDl: number | null): { readonly mgDl: number } | null {
  return mgDl === null ? null : { mgDl };
}
