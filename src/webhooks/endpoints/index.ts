/**
 * Where a team receives webhooks: settings, secret, which events are wanted, and the endpoint's
 * health, which disables it after days of failure.
 */
export { createEndpoint } from './create-endpoint.ts';
export { deleteEndpoint } from './delete-endpoint.ts';
export type { Endpoint } from './endpoint.ts';
export { readSecret, rotateSecret } from './endpoint-secret.ts';
export type { SettingProblem } from './endpoint-settings.ts';
export { aboutEndpointId, isWanted } from './event-filter.ts';
export {
  attemptExhaustedType,
  endpointDisabledType,
  operationalTypes,
  testEventType,
} from './event-types.ts';
export { findEndpoint } from './find-endpoint.ts';
export { type JudgedUrl, judgeUrl, type UrlVerdict } from './judge-url.ts';
export { listEndpoints } from './list-endpoints.ts';
export { resealEndpoints } from './reseal-endpoints.ts';
export { updateEndpoint } from './update-endpoint.ts';
export { type AttemptAt, type DisabledEndpoint, updateHealth } from './update-health.ts';
export { createWebhookKit, type WebhookKit } from './webhook-context.ts';
