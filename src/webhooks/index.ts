/**
 * Readers of the log that last. An event becomes a delivery for each endpoint that wants it
 * (`staging/`), a delivery becomes attempts until one succeeds or none is left (`sending/`, over
 * `http/`), and past events can be sent again (`replays/`). `endpoints/` keeps where to,
 * `deliveries/` what became of each. `webhooks` runs the services. Promises W1 to W3.
 */
export {
  countDueDeliveries,
  type Delivery,
  type DeliveryState,
  eraseUserDeliveries,
  findDelivery,
  listAttempts,
  listDeliveries,
  type RecordedAttempt,
} from './deliveries/index.ts';
export {
  createEndpoint,
  createWebhookKit,
  deleteEndpoint,
  type Endpoint,
  findEndpoint,
  type JudgedUrl,
  judgeUrl,
  listEndpoints,
  readSecret,
  resealEndpoints,
  rotateSecret,
  type SettingProblem,
  type UrlVerdict,
  updateEndpoint,
  type WebhookKit,
} from './endpoints/index.ts';
export { type AttemptFailure, attemptFailures, createAddressPolicy } from './http/index.ts';
export {
  findReplay,
  type LogPlace,
  listReplays,
  type Replay,
  type ReplayStart,
  recoverDeliveries,
  replayEvents,
  resendDelivery,
  stopReplay,
} from './replays/index.ts';
export type { AttemptReport } from './sending/index.ts';
export { sendTestEvent } from './staging/index.ts';
export { createWebhooks, type Webhooks } from './webhooks.ts';
