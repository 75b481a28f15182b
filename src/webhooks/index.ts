export {
  type AddressPolicy,
  type AddressPolicyOptions,
  type AddressVerdict,
  createAddressPolicy,
  isSubnet,
  judgeAddress,
} from './address-policy.ts';
export { advanceReplay } from './advance-replay.ts';
export { type Attempt, type AttemptFailure, attemptFailures } from './attempt.ts';
export { countDueDeliveries } from './count-due-deliveries.ts';
export type { AttemptReport } from './courier.ts';
export { createEndpoint, type EndpointCreation, type NewEndpoint } from './create-endpoint.ts';
export { deleteEndpoint } from './delete-endpoint.ts';
export type { Delivery, DeliveryState, RecordedAttempt } from './delivery.ts';
export { type DeliveryPolicy, defaultDeliveryPolicy } from './delivery-policy.ts';
export { createDueBoard, type DueBoard } from './due-board.ts';
export type { DisabledReason, Endpoint } from './endpoint.ts';
export { readSecret, rotateSecret, type SecretRotation } from './endpoint-secret.ts';
export type { CustomHeader, EndpointSettings, SettingProblem } from './endpoint-settings.ts';
export { readEndpointUrl, type UrlProblem } from './endpoint-url.ts';
export { eraseUserDeliveries } from './erase-user-deliveries.ts';
export { type DeliveryKey, findDelivery } from './find-delivery.ts';
export { findEndpoint } from './find-endpoint.ts';
export { findPositionBefore } from './find-position-before.ts';
export { type EndpointHealth, type HealthVerdict, nextHealth } from './health.ts';
export { type JudgedUrl, judgeUrl, type UrlVerdict } from './judge-url.ts';
export { listAttempts } from './list-attempts.ts';
export { type DeliveryListing, listDeliveries } from './list-deliveries.ts';
export { type EndpointListing, listEndpoints } from './list-endpoints.ts';
export { findReplay, listReplays, type ReplayListing } from './list-replays.ts';
export { type NextAttempt, nextAttempt, retryDelaysMs, triesMax } from './next-attempt.ts';
export { createPoster, type PostAnswer, type Poster, type PosterOptions } from './post.ts';
export { pruneDeliveries, pruneReplays } from './pruner.ts';
export type { Replay } from './replay.ts';
export { resealEndpoints } from './reseal-endpoints.ts';
export { type Resending, resendDelivery } from './resend-delivery.ts';
export { createResolveHost, type ResolveHost } from './resolve-host.ts';
export { parseRetryAfterMs } from './retry-after.ts';
export { keyOfSecret, newSecret } from './secret.ts';
export { sendTestEvent, type TestEvent } from './send-test-event.ts';
export { signatureHeaders, type WebhookToSign } from './sign.ts';
export { createSlots, type Slots } from './slots.ts';
export { type Staging, stageDeliveries } from './stage-deliveries.ts';
export {
  type LogPlace,
  type ReplayOrder,
  type ReplayStart,
  recoverDeliveries,
  replayEvents,
} from './start-replay.ts';
export { stopReplay } from './stop-replay.ts';
export { type EndpointChange, type EndpointUpdate, updateEndpoint } from './update-endpoint.ts';
export { createWebhookKit, type WebhookKit, type WebhookKitOptions } from './webhook-kit.ts';
export { createWebhooks, type Webhooks, type WebhooksOptions } from './webhooks.ts';
