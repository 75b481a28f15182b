import type { ConnectionState } from '#web/console/api/generated/operations.ts';

/** A button of the list's filter. Most stand for states that need the same person. */
export interface Choice {
  readonly name: string;
  readonly text: string;
  /** Null for any. */
  readonly states: readonly ConnectionState[] | null;
  /** Whether only those are listed whose newest reading is older than is due. */
  readonly lacksReadings: boolean;
}

export const troubledStates: readonly ConnectionState[] = [
  'NO_FOLLOWER',
  'SHARING_OFF',
  'CREDENTIALS_REFUSED',
  'NEEDS_ATTENTION',
  'LOCKED_OUT',
  'CLOCK_WRONG',
];

const ofStates = (name: string, text: string, states: readonly ConnectionState[]): Choice => ({
  name,
  text,
  states,
  lacksReadings: false,
});

export const choices: readonly Choice[] = [
  ofStates('help', 'Need help', troubledStates),
  { name: 'silent', text: 'Without readings', states: null, lacksReadings: true },
  ofStates('late', 'Late', ['DELAYED', 'NO_RECENT_DATA']),
  ofStates('service', 'Dexcom or gateway', [
    'THROTTLED',
    'UNREACHABLE',
    'NOT_POLLED',
    'GATEWAY_FAULT',
  ]),
  ofStates('waiting', 'Waiting', ['WAITING']),
  ofStates('fresh', 'Readings come', ['FRESH']),
];

export const choiceOf = (name: string | null): Choice | null =>
  choices.find((choice) => choice.name === name) ?? null;
