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
  'daily.data.workout_duration.created',
  'daily.data.workout_duration.updated',
  'daily.data.workout_duration.deleted',
  'daily.data.note.created',
  'daily.data.note.updated',
  'daily.data.note.deleted',
  'daily.data.calibration.created',
  'daily.data.calibration.updated',
  'daily.data.calibration.deleted',
  'historical.data.workout_duration.created',
  'historical.data.note.created',
  'historical.data.calibration.created',
  'provider.device.created',
  'provider.device.updated',
] as const;

export type EventType = (typeof eventTypes)[number];

/**
 * These reach nobody unasked: only endpoints, subscriptions and queries that name them. Every type
 * that is added belongs here, so that a team that has named none goes on getting what it gets.
 */
export const optInTypes = [
  'daily.data.glucose.deleted',
  'historical.data.glucose.created',
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
  'daily.data.workout_duration.created',
  'daily.data.workout_duration.updated',
  'daily.data.workout_duration.deleted',
  'daily.data.note.created',
  'daily.data.note.updated',
  'daily.data.note.deleted',
  'daily.data.calibration.created',
  'daily.data.calibration.updated',
  'daily.data.calibration.deleted',
  'historical.data.workout_duration.created',
  'historical.data.note.created',
  'historical.data.calibration.created',
  'provider.device.created',
  'provider.device.updated',
] as const satisfies readonly EventType[];

/** What those get who have named no types. */
export const unaskedTypes: readonly EventType[] = eventTypes.filter(
  (type) => !(optInTypes as readonly EventType[]).includes(type),
);
