/**
 * Sends past events again. `start-replay` records a range of the log for an endpoint, `replayer`
 * makes it due batch by batch with `advance-replay`, in the order of `replay-turns`, `stop-replay` ends it early; `resend-delivery`
 * repeats a single delivery. Promises: a replay never overwhelms an endpoint or the table, and one that waits holds up no other.
 */
export { findReplay, listReplays } from './list-replays.ts';
export type { Replay } from './replay.ts';
export { createReplayer } from './replayer.ts';
export { resendDelivery } from './resend-delivery.ts';
export {
  type LogBound,
  type ReplayStartResult,
  recoverDeliveries,
  replayEvents,
} from './start-replay.ts';
export { stopReplay } from './stop-replay.ts';
