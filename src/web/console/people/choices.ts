import type { ConnectionState } from '#web/console/api/generated/operations.ts';

/** The states of the list's filter: each button stands for all that need the same person. */
export interface Choice {
  readonly name: string;
  readonly text: string;
  readonly states: readonly ConnectionState[];
}

export const troubledStates: readonly ConnectionState[] = [
  'NO_FOLLOWER',
  'SHARING_OFF',
  'CREDENTIALS_REFUSED',
  'NEEDS_ATTENTION',
  'LOCKED_OUT',
  'CLOCK_WRONG',
];

export const choices: readonly Choice[] = [
  { name: 'help', text: 'Need help', states: troubledStates },
  { name: 'late', text: 'Late', states: ['DELAYED', 'NO_RECENT_DATA'] },
  {
    name: 'service',
    text: 'Dexcom or gateway',
    states: ['THROTTLED', 'UNREACHABLE', 'NOT_POLLED', 'GATEWAY_FAULT'],
  },
  { name: 'waiting', text: 'Waiting', states: ['WAITING'] },
  { name: 'fresh', text: 'Readings come', states: ['FRESH'] },
];

export const choiceOf = (name: string | null): Choice | null =>
  choices.find((choice) => choice.name === name) ?? null;
