import { type EventType, eventTypes, type LogEvent } from '#events';
import { type GlucoseEventData, mgDlOf, type Origin, type Sample, type Trend } from '#glucose';
import { GlucoseSample } from '#schema/glucose';
import { assertKeyScope, builder, encodeGlobalId } from '#schema/kit';

/** An event with its cursor. All subscribers get the same object for one event. */
export interface PlacedEvent {
  readonly event: LogEvent;
  readonly cursor: string;
}

const typeDescriptions: Readonly<Record<EventType, string>> = {
  'daily.data.glucose.created': 'New samples of a user.',
  'daily.data.glucose.updated': 'Samples of a user that changed: each has a higher revision.',
  'daily.data.glucose.deleted':
    'Samples of a user that are no more, as they were: each under a higher revision.',
  'historical.data.glucose.created': 'The history of a new connection is here, all of it.',
  'provider.connection.created': 'A user was connected.',
  'provider.connection.error': 'A connection needs a person.',
  'provider.connection.stalled': 'No readings have come for a while.',
  'provider.connection.recovered': 'Readings come again.',
  'provider.connection.disconnected': 'A user was disconnected.',
  'webhook.endpoint.disabled': 'Nothing more is sent to a webhook endpoint.',
  'webhook.endpoint.test': 'A webhook endpoint was sent a test.',
  'message.attempt.exhausted': 'A delivery to a webhook endpoint was given up.',
  'link.opened': 'A wearer opened the page of a link.',
  'link.failed': 'An attempt to link failed; `reason` says why, and nothing tells a name.',
  'link.abandoned': 'A link whose page was opened ended without a connection.',
  'dexcom.status.changed':
    'Dexcom has stopped to answer logins or reads of a region, or answers them again.',
  'daily.data.carbohydrates.created': 'Carbohydrates that a user entered.',
  'daily.data.carbohydrates.updated': 'Entries of carbohydrates that changed: a higher revision.',
  'daily.data.carbohydrates.deleted': 'Entries of carbohydrates that were removed, as they were.',
  'daily.data.insulin_injection.created': 'Insulin that a user entered.',
  'daily.data.insulin_injection.updated': 'Entries of insulin that changed: a higher revision.',
  'daily.data.insulin_injection.deleted': 'Entries of insulin that were removed, as they were.',
  'historical.data.carbohydrates.created': 'All past carbohydrates of a connection are here.',
  'historical.data.insulin_injection.created': 'All past insulin of a connection is here.',
  'daily.data.workout_duration.created': 'Exercise that a user entered.',
  'daily.data.workout_duration.updated': 'Entries of exercise that changed: a higher revision.',
  'daily.data.workout_duration.deleted': 'Entries of exercise that were removed, as they were.',
  'daily.data.note.created': 'Notes that a user entered; without their text, which is kept sealed.',
  'daily.data.note.updated': 'Notes that changed: a higher revision.',
  'daily.data.note.deleted': 'Notes that were removed.',
  'daily.data.calibration.created': 'Blood glucose by which a user corrected the sensor.',
  'daily.data.calibration.updated': 'Calibrations that changed: a higher revision.',
  'daily.data.calibration.deleted': 'Calibrations that were removed, as they were.',
  'historical.data.workout_duration.created': 'All past exercise of a connection is here.',
  'historical.data.note.created': 'All past notes of a connection are here.',
  'historical.data.calibration.created': 'All past calibrations of a connection are here.',
  'provider.device.created': 'A device of a user was told for the first time.',
  'provider.device.updated': 'A device of a user has uploaded again.',
};

const enumNameOf = (type: EventType) => type.replaceAll('.', '_').toUpperCase();

export const EventTypeEnum = builder.enumType('EventType', {
  description: 'What an event tells. In payloads the names are in lower case with dots.',
  values: Object.fromEntries(
    eventTypes.map((type) => [
      enumNameOf(type),
      { value: type, description: `\`${type}\`: ${typeDescriptions[type]}` },
    ]),
  ) as Record<string, { value: EventType; description: string }>,
});

/** Of the argument `types`. */
export const eventTypesText =
  'Only these. Unless told, those of glucose that is new or changed, of connections and of webhooks: all ' +
  'others come only where they are named.';

export const Event = builder.objectRef<PlacedEvent>('Event').implement({
  description:
    'Something that happened, as the log keeps it. Webhooks carry the same events under the same ids.',
  fields: (t) => ({
    id: t.id({
      description: 'The UUID under which webhooks carry it too.',
      resolve: ({ event }) => event.id,
    }),
    cursor: t.exposeString('cursor', {
      description: 'Where a reader stands that has seen it: give it as `after` to go on from here.',
    }),
    type: t.field({
      type: EventTypeEnum,
      description: 'What it tells.',
      resolve: ({ event }) => event.type,
    }),
    appendedAt: t.field({
      type: 'DateTime',
      description: 'When it was written to the log.',
      resolve: ({ event }) => event.appendedAt,
    }),
    userId: t.id({
      nullable: true,
      description: 'The global id of the user it concerns; null when it concerns the team.',
      resolve: ({ event }) => event.userId && encodeGlobalId('User', event.userId),
    }),
    samples: t.field({
      type: [GlucoseSample],
      nullable: true,
      description: 'The samples of an event of glucose, oldest first; null for other events.',
      resolve: ({ event }) => samplesOf(event),
    }),
    payload: t.string({
      description:
        'The whole event as JSON: exactly the text that a webhook sends. A key needs the scope EVENTS ' +
        'for it.',
      resolve: ({ event }, _args, context) => {
        assertKeyScope(context, 'events');
        return event.payload;
      },
    }),
  }),
});

/** Reads the samples from the payload of a glucose event; null for other events. */
function samplesOf({ type, userId, payload }: LogEvent): Sample[] | null {
  if (!type.startsWith('daily.data.glucose.') || userId === null) return null;
  const { data } = JSON.parse(payload) as { data: GlucoseEventData };
  return data.data.map((sample) => ({
    userId,
    takenAt: new Date(sample.timestamp),
    valueMgDl: sample.value_mg_dl ?? mgDlOf(sample.value),
    trend: sample.trend.toUpperCase() as Trend,
    utcOffsetMinutes: sample.timezone_offset === null ? null : sample.timezone_offset / 60,
    receivedAt: new Date(sample.received_at),
    isLate: sample.is_late,
    revision: sample.revision,
    provider: data.source.provider,
    origin: (sample.origin?.toUpperCase() ?? 'SHARE') as Origin,
  }));
}
