/**
 * Glucose Gateway for front ends: asks and watches with a user token, links accounts, and tells
 * values, units and ages as people read them. Everything here runs in a browser, in React Native
 * and in Node; `./react` holds the hooks, `./server` what needs an API key.
 */

export {
  createGateway,
  type EventsOptions,
  type Gateway,
  type GatewayLimits,
  type GatewayOptions,
  type GlucoseEvent,
  type GlucoseWatchOptions,
  gatewayLimits,
  type LogEvent,
} from './gateway.ts';
export { GatewayError } from './gateway-error.ts';
export * from './generated/front-end.ts';
export { type LinkOutcome, type LinkRequest, linkAccount, reconnectAccount } from './link.ts';
export type { AnyOperation, Operation, ResultOf } from './operation.ts';
export {
  ageSecondsOf,
  amountText,
  type GlucoseUnit,
  glucoseText,
  inUnit,
  isStale,
  mgDlPerMmolL,
  staleAfterSeconds,
  trendArrow,
} from './units.ts';
export type { Watch, WatchOptions } from './watch.ts';
export type { WatchEnd, WatchEndReason, WatchState } from './watch-state.ts';
