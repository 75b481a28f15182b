/**
 * The states of a connection: `state` is the complete table of states and events, `present-state`
 * adds what only time tells, `state-text` says it in words. Pure.
 */
export {
  overdueAfterMs,
  type PresentState,
  presentState,
  presentStates,
  stateAgesAt,
} from './present-state.ts';
export { sqlLacksReadings, sqlPresentState } from './sql-present-state.ts';
export {
  type ConnectionEvent,
  type ConnectionState,
  freshForMs,
  nextState,
  quickCadenceMs,
  readEventOf,
  silentAfterMs,
} from './state.ts';
export {
  type ConnectionAction,
  type StateText,
  stateTextAgesAt,
  stateTextFor,
  stateTextOf,
  stateTexts,
} from './state-text.ts';
