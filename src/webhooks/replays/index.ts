/** Past events once more: a range of the log for an endpoint, step by step, or one delivery. */
export { findReplay, listReplays } from './list-replays.ts';
export type { Replay } from './replay.ts';
export { createReplayer } from './replayer.ts';
export { resendDelivery } from './resend-delivery.ts';
export {
  type LogPlace,
  type ReplayStart,
  recoverDeliveries,
  replayEvents,
} from './start-replay.ts';
export { stopReplay } from './stop-replay.ts';
