import type { EventType } from '#web/console/api/generated/operations.ts';

/** Events as webhooks name them. */
const names: Readonly<Record<EventType, string>> = {
  DAILY_DATA_GLUCOSE_CREATED: 'daily.data.glucose.created',
  DAILY_DATA_GLUCOSE_UPDATED: 'daily.data.glucose.updated',
  DAILY_DATA_GLUCOSE_DELETED: 'daily.data.glucose.deleted',
  DAILY_DATA_CARBOHYDRATES_CREATED: 'daily.data.carbohydrates.created',
  DAILY_DATA_CARBOHYDRATES_UPDATED: 'daily.data.carbohydrates.updated',
  DAILY_DATA_CARBOHYDRATES_DELETED: 'daily.data.carbohydrates.deleted',
  DAILY_DATA_INSULIN_INJECTION_CREATED: 'daily.data.insulin_injection.created',
  DAILY_DATA_INSULIN_INJECTION_UPDATED: 'daily.data.insulin_injection.updated',
  DAILY_DATA_INSULIN_INJECTION_DELETED: 'daily.data.insulin_injection.deleted',
  DAILY_DATA_WORKOUT_DURATION_CREATED: 'daily.data.workout_duration.created',
  DAILY_DATA_WORKOUT_DURATION_UPDATED: 'daily.data.workout_duration.updated',
  DAILY_DATA_WORKOUT_DURATION_DELETED: 'daily.data.workout_duration.deleted',
  DAILY_DATA_NOTE_CREATED: 'daily.data.note.created',
  DAILY_DATA_NOTE_UPDATED: 'daily.data.note.updated',
  DAILY_DATA_NOTE_DELETED: 'daily.data.note.deleted',
  DAILY_DATA_CALIBRATION_CREATED: 'daily.data.calibration.created',
  DAILY_DATA_CALIBRATION_UPDATED: 'daily.data.calibration.updated',
  DAILY_DATA_CALIBRATION_DELETED: 'daily.data.calibration.deleted',
  HISTORICAL_DATA_CARBOHYDRATES_CREATED: 'historical.data.carbohydrates.created',
  HISTORICAL_DATA_INSULIN_INJECTION_CREATED: 'historical.data.insulin_injection.created',
  HISTORICAL_DATA_WORKOUT_DURATION_CREATED: 'historical.data.workout_duration.created',
  HISTORICAL_DATA_NOTE_CREATED: 'historical.data.note.created',
  HISTORICAL_DATA_CALIBRATION_CREATED: 'historical.data.calibration.created',
  PROVIDER_DEVICE_CREATED: 'provider.device.created',
  PROVIDER_DEVICE_UPDATED: 'provider.device.updated',
  PROVIDER_CONNECTION_CREATED: 'provider.connection.created',
  PROVIDER_CONNECTION_DISCONNECTED: 'provider.connection.disconnected',
  PROVIDER_CONNECTION_ERROR: 'provider.connection.error',
  PROVIDER_CONNECTION_RECOVERED: 'provider.connection.recovered',
  PROVIDER_CONNECTION_STALLED: 'provider.connection.stalled',
  LINK_OPENED: 'link.opened',
  LINK_FAILED: 'link.failed',
  LINK_ABANDONED: 'link.abandoned',
  HISTORICAL_DATA_GLUCOSE_CREATED: 'historical.data.glucose.created',
  DEXCOM_STATUS_CHANGED: 'dexcom.status.changed',
  MESSAGE_ATTEMPT_EXHAUSTED: 'message.attempt.exhausted',
  WEBHOOK_ENDPOINT_DISABLED: 'webhook.endpoint.disabled',
  WEBHOOK_ENDPOINT_TEST: 'webhook.endpoint.test',
};

/** One that this version of the page does not know keeps the name that the API gives it. */
export const eventName = (type: EventType): string => names[type] ?? type;

export const eventTypes = Object.keys(names) as readonly EventType[];

export const eventTypeOf = (name: string | null): EventType | null =>
  eventTypes.find((type) => names[type] === name) ?? null;

/** Which kinds an endpoint gets: one that names none gets those that need not be named. */
export function kindsText(named: readonly EventType[] | null, isBrief = false): string {
  if (named === null) return 'all but what has to be named';
  if (isBrief) return named.length === 1 ? '1 kind of event' : `${named.length} kinds of events`;
  return named.map(eventName).join(', ');
}
