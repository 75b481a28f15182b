/**
 * Sends what is due: `claim-deliveries` takes it fairly among endpoints, `courier` makes the
 * attempts side by side within `slots`, `settle-…` writes what became of them, `next-attempt` is
 * the retry schedule.
 */
export type { AttemptReport } from './courier.ts';
export { triesMax } from './next-attempt.ts';
export { createSender } from './sender.ts';
