import { type PresentState, presentStates, stateTexts } from '#connections';
import { builder } from '#schema/kit';

export const ConnectionStateEnum = builder.enumType('ConnectionState', {
  description: 'Why there are readings, or why there are none. One at a time.',
  values: Object.fromEntries(
    presentStates.map((state) => [state, { value: state, description: stateTexts[state].meaning }]),
  ) as Record<PresentState, { value: PresentState; description: string }>,
});
