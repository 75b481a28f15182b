/**
 * What is kept of each delivery and its attempts: found, listed, cancelled, pruned and erased;
 * and the limits of delivering.
 */
export { cancelPending } from './cancel-pending.ts';
export { countDueDeliveries } from './count-due-deliveries.ts';
export type { Delivery, DeliveryState, RecordedAttempt } from './delivery.ts';
export { type DeliveryPolicy, defaultDeliveryPolicy } from './delivery-policy.ts';
export { eraseUserDeliveries } from './erase-user-deliveries.ts';
export { type DeliveryKey, findDelivery } from './find-delivery.ts';
export { findPositionBefore } from './find-position-before.ts';
export { listAttempts } from './list-attempts.ts';
export { listDeliveries } from './list-deliveries.ts';
export { createPruner } from './pruner.ts';
