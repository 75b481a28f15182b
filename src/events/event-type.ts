/**
 * The types of events. The names under `daily.data`, `provider.connection.created` and `.error` are
 * those of the hosted service that consumers know; the others are our own.
 */
export const eventTypes = [
  'daily.data.glucose.created',
  'daily.data.glucose.updated',
  'daily.data.glucose.deleted',
  'historical.data.glucose.created',
  'provider.connection.created',
  'provider.connection.error',
  'provider.connection.stalled',
  'provider.connection.recovered',
  'provider.connection.disconnected',
  'webhook.endpoint.disabled',
  'webhook.endpoint.test',
  'message.attempt.exhausted',
  'link.opened',
  'link.failed',
  'link.abandoned',
  'dexcom.status.changed',
  'daily.data.carbohydrates.created',
  'daily.data.carbohydrates.updated',
  'daily.data.carbohydrates.deleted',
  'daily.data.insulin_injection.created',
  'daily.data.insulin_injection.updated',
  'daily.data.insulin_injection.deleted',
  'historical.data.carbohydrates.created',
  'historical.data.insulin_injection.created',
] as const;

export type EventType = (typeof eventTypes)[number];

/**
 * These reach nobody unasked: only endpoints, subscriptions and queries that name them. Every type
 * that is added belongs here, so that a team that has named none goes on getting what it gets; but not
 * one that only those meet who link at a provider that is new as well.
 */
export const optInTypes = [
  'daily.data.glucose.deleted',
  'link.opened',
  'link.failed',
  'link.abandoned',
  'dexcom.status.changed',
  'daily.data.carbohydrates.created',
  'daily.data.carbohydrates.updated',
  'daily.data.carbohydrates.deleted',
  'daily.data.insulin_injection.created',
  'daily.data.insulin_injection.updated',
  'daily.data.insulin_injection.deleted',
  'historical.data.carbohydrates.created',
  'historical.data.insulin_injection.created',
] as const satisfies readonly EventType[];

/** What those get who have named no types. */
export const unaskedTypes: readonly EventType[] = eventTypes.filter(
  (type) => !(optInTypes as readonly EventType[]).includes(type),
);
