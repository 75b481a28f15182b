/**
 * The types of events. The names under `daily.data`, `provider.connection.created` and `.error` are
 * those of the hosted service that consumers know; the others are our own.
 */
export const eventTypes = [
  'daily.data.glucose.created',
  'daily.data.glucose.updated',
  'provider.connection.created',
  'provider.connection.error',
  'provider.connection.stalled',
  'provider.connection.recovered',
  'provider.connection.disconnected',
  'webhook.endpoint.disabled',
  'webhook.endpoint.test',
  'message.attempt.exhausted',
] as const;

export type EventType = (typeof eventTypes)[number];
