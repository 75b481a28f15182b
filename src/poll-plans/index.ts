/**
 * When each connection is polled next, and who may: a row a connection. `claim-plans` takes what is
 * due under a lease and a fence, with the permit to read its account; `is-held` says whether a
 * claim still holds (P1), `update-plans` writes what followed, `move-plans` mends what a jump of the
 * clock did. `start-plan` and `stop-plans` are for who links and disconnects. Promises: an account
 * is read no more often than its floor allows, by whatever connection (P4).
 */
export { bringForward } from './bring-forward.ts';
export {
  type ClaimedPlan,
  claimPlan,
  claimPlans,
  type Lane,
  patientReasons,
} from './claim-plans.ts';
export { countAnswers } from './count-answers.ts';
export { countDuePlans } from './count-due-plans.ts';
export { eraseAccounts } from './erase-accounts.ts';
export { findPlan, joinPlan, sqlJoinPlan } from './find-plan.ts';
export { forgetIdleAccounts } from './forget-idle-accounts.ts';
export { isHeld, type PlanClaim, sqlIsHeld } from './is-held.ts';
export { leaseMs, readFloorMs, readSlackMs } from './limits.ts';
export { listLearntDelays } from './list-learnt-delays.ts';
export { lockHeldPlans, lockPlans } from './lock-plans.ts';
export { lockPlansAfter, type PlanToMove, patchMemories, writeMovedPlans } from './move-plans.ts';
export { moveReadPermit } from './move-read-permit.ts';
export { type AccountPause, pauseAccounts } from './pause-accounts.ts';
export { probeRegionSoon } from './probe-region.ts';
export { insertPlan, restartPlan } from './start-plan.ts';
export { stopPlans } from './stop-plans.ts';
export { takeReadPermit } from './take-read-permit.ts';
export { type PlanUpdate, updatePlans } from './update-plans.ts';
