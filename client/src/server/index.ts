/**
 * Glucose Gateway for back ends: all operations with an API key, lists page by page, and webhooks.
 * Nothing here is of one runtime: it works in Node, Deno, Bun and workers at the edge.
 */

export { GatewayError } from '../gateway-error.ts';
export * from '../generated/back-end.ts';
export type { Operation, ResultOf } from '../operation.ts';
export { type Backend, type BackendOptions, createBackend } from './backend.ts';
export type { NodeOf } from './pages.ts';
export {
  createPostgresSeenEvents,
  type PostgresClient,
  type PostgresPool,
  type PostgresSeenEvents,
} from './postgres-seen-events.ts';
export { createMemorySeenEvents, type SeenEvents } from './seen-events.ts';
export {
  verifyWebhook,
  type WebhookHeaders,
  type WebhookProblem,
  WebhookVerificationError,
} from './verify-webhook.ts';
export * from './webhook-event.ts';
