/**
 * The stored deliveries and attempts: `find-delivery` and the `list-…` files read them,
 * `cancel-pending`, `pruner` and `erase-user-deliveries` take them away, `delivery-policy` holds the
 * named limits of all wings. The other wings write the rows while they stage, send and replay.
 */
export { cancelPending } from './cancel-pending.ts';
export { countDueDeliveries } from './count-due-deliveries.ts';
export type { Delivery, DeliveryState, RecordedAttempt } from './delivery.ts';
export { type DeliveryPolicy, defaultDeliveryPolicy } from './delivery-policy.ts';
export { eraseUserDeliveries } from './erase-user-deliveries.ts';
export { type DeliveryKey, findDelivery } from './find-delivery.ts';
export { type EndpointActivity, listActivity } from './list-activity.ts';
export { listAttempts } from './list-attempts.ts';
export { type AnswerRange, listDeliveries } from './list-deliveries.ts';
export { createPruner } from './pruner.ts';
