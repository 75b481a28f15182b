/**
 * Signed webhooks: readers of the log whose place outlasts any connection. `endpoints/` keeps where a
 * team receives. An event becomes a delivery for each endpoint that wants it (`staging/`); a delivery
 * gets attempts until one succeeds or none is left (`sending/`, over `http/`); past events can be
 * sent again (`replays/`); `deliveries/` lists what became of each. `webhooks` runs the services.
 * Promises W1 to W3.
 */
export {
  type AnswerRange,
  countDueDeliveries,
  type Delivery,
  type DeliveryState,
  type EndpointActivity,
  eraseUserDeliveries,
  findDelivery,
  listActivity,
  listAttempts,
  listDeliveries,
  type RecordedAttempt,
} from './deliveries/index.ts';
export {
  countEndpoints,
  countEndpointsByKey,
  createEndpoint,
  createWebhookContext,
  deleteEndpoint,
  type Endpoint,
  type EndpointCount,
  endpointStates,
  findEndpoint,
  findKeptEndpoints,
  type JudgedUrl,
  judgeUrl,
  listEndpoints,
  listHeaderNames,
  readSecret,
  resealEndpoints,
  rotateSecret,
  type SettingProblem,
  type UrlVerdict,
  updateEndpoint,
  type WebhookContext,
} from './endpoints/index.ts';
export {
  type AnswerHeader,
  type AttemptFailure,
  attemptFailures,
  createAddressPolicy,
} from './http/index.ts';
export {
  findReplay,
  type LogBound,
  listReplays,
  type Replay,
  type ReplayStartResult,
  recoverDeliveries,
  replayEvents,
  resendDelivery,
  stopReplay,
} from './replays/index.ts';
export { type AttemptReport, type SentHeader, sentHeaders } from './sending/index.ts';
export { sendTestEvent } from './staging/index.ts';
export { createWebhooks, type Webhooks } from './webhooks.ts';
