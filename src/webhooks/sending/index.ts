/**
 * Sends what is due. The loop is `sender`: `due-endpoints` knows whom to serve, `slots` bounds what
 * is in flight, `claim-deliveries` leases deliveries fairly among endpoints, `courier` makes the
 * attempts with `sent-headers`, `next-attempt` is the retry schedule, and `settle-together` gathers the outcomes and
 * writes them (`settle-batch`, `settle-deliveries`). Promises W1: at least once, with the same id each time.
 */
export type { AttemptReport } from './courier.ts';
export { triesMax } from './next-attempt.ts';
export { createSender } from './sender.ts';
export { type SentHeader, sentHeaders } from './sent-headers.ts';
