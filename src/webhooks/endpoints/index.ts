/**
 * Where a team receives webhooks: `create-`, `update-`, `delete-` and `list-endpoints` keep the rows,
 * `judge-url` checks an address before it is stored, `endpoint-secret` shows and rotates the signing
 * secret, `event-filter` says which events an endpoint is sent, and `endpoint-health` slows an
 * endpoint down or disables it after days of failure. `webhook-context` holds what all of these need.
 */

export { countEndpoints, type EndpointCount, endpointStates } from './count-endpoints.ts';
export { countEndpointsByKey } from './count-endpoints-by-key.ts';
export { createEndpoint } from './create-endpoint.ts';
export { deleteEndpoint } from './delete-endpoint.ts';
export type { Endpoint } from './endpoint.ts';
export {
  addressTagOf,
  openHeaders,
  openPreviousSecret,
  openSecret,
  openUrl,
} from './endpoint-boxes.ts';
export { readSecret, rotateSecret } from './endpoint-secret.ts';
export type { SettingProblem } from './endpoint-settings.ts';
export { aboutEndpointId, endpointWantsEvent } from './event-filter.ts';
export {
  attemptExhaustedType,
  endpointDisabledType,
  operationalTypes,
  testEventType,
} from './event-types.ts';
export { findEndpoint } from './find-endpoint.ts';
export { findKeptEndpoints } from './find-kept-endpoints.ts';
export { type JudgedUrl, judgeUrl, type UrlVerdict } from './judge-url.ts';
export { listEndpoints } from './list-endpoints.ts';
export { listHeaderNames } from './list-header-names.ts';
export { resealEndpoints } from './reseal-endpoints.ts';
export { updateEndpoint } from './update-endpoint.ts';
export {
  type AttemptAtUrl,
  type DisabledEndpoint,
  updateEndpointHealth,
} from './update-endpoint-health.ts';
export { createWebhookContext, type ReplayPace, type WebhookContext } from './webhook-context.ts';
