/**
 * What bounds whoever calls, by counting in memory: `rate-limiter` requests a minute, `network-limiter`
 * the same by the networks of an address, `operation-slots` what a caller has in hand,
 * `unsent-bytes` what waits to be read,
 * `unfinished-bytes` what has come in part, `cost-line` what is read at once. Promises: each has a greatest size, and knows nothing of HTTP
 * or GraphQL.
 */
export { type CostLine, createCostLine } from './cost-line.ts';
export { createNetworkLimiter, type NetworkLimiter } from './network-limiter.ts';
export {
  createOperationSlots,
  type OperationSlot,
  type OperationSlotLimits,
  type OperationSlots,
} from './operation-slots.ts';
export {
  createRateLimiter,
  type RateDecision,
  type RateLimiter,
  rateHeaders,
  takeOfBoth,
} from './rate-limiter.ts';
export {
  createUnfinishedBytes,
  type Unfinished,
  type UnfinishedBytes,
  type UnfinishedLimits,
} from './unfinished-bytes.ts';
export {
  createUnsentBytes,
  type Door,
  pieceBytes,
  type UnsentBytes,
  type UnsentLimits,
} from './unsent-bytes.ts';
