import { z } from '@hono/zod-openapi';
import { presentStates } from '#connections';
import { type EventType, eventTypes } from '#events';
import { origins, trends } from '#glucose';
import { regions } from '#providers';
import { Source } from './source.ts';
import { instant } from './user-answer.ts';

/**
 * What each event carries: the body of a webhook, and the payload that GraphQL gives. The document
 * lists them as webhooks, and the JSON Schema and the types for receivers are made of it.
 */

const lowerCase = <const Words extends readonly string[]>(words: Words) =>
  words.map((word) => word.toLowerCase()) as { [At in keyof Words]: Lowercase<Words[At]> };

const userId = z.uuid().openapi({ description: 'Whose event it is.' });
const revisionOf = (of: string) =>
  z.int().openapi({ description: `Order is not promised: of one ${of} keep the highest.` });
const providerSlug = z.string().openapi({ description: 'The slug of a provider.' });

export const WebhookSample = z
  .object({
    timestamp: instant('When it was taken, to the second.'),
    timezone_offset: z.int().nullable().openapi({ description: 'Seconds; null when not known.' }),
    type: z.string().nullable(),
    unit: z.enum(['mmol/L']),
    value: z.number().openapi({
      description: 'mmol/L with two decimals, which give the integer of mg/dL back.',
    }),
    value_mg_dl: z.int().openapi({ description: '39 (LOW) to 401 (HIGH).' }),
    range: z.enum(['LOW', 'IN_RANGE', 'HIGH']).openapi({
      description: 'LOW and HIGH: only known to be below 40 or above 400 mg/dL.',
    }),
    trend: z.enum(lowerCase(trends)),
    trend_arrow: z.string(),
    revision: revisionOf('`timestamp`'),
    is_late: z.boolean().openapi({
      description: 'Whether it came after a newer reading was already here.',
    }),
    received_at: instant('When the gateway first had it.'),
    origin: z.enum(lowerCase(origins)).optional().openapi({
      description: 'How its value came here; absent in events of gateways that knew Share alone.',
    }),
  })
  .openapi('WebhookSample', { description: 'One reading.' });

const grouped = {
  user_id: userId,
  source_id: z.int(),
  source: z.object({
    provider: z.string(),
    type: z.string(),
    app_id: z.string().nullable(),
    device_id: z.string().nullable(),
    sport: z.string().nullable(),
    workout_id: z.string().nullable(),
    name: z.string(),
    slug: z.string(),
    logo: z.string(),
  }),
};

const GlucoseData = z.object({ ...grouped, data: z.array(WebhookSample) }).openapi('GlucoseData');

const HistoryData = z
  .object({
    user_id: userId,
    start_date: instant('From when on the samples of before are here.'),
    end_date: instant('Up to when: the account was linked then.'),
    provider: providerSlug,
    is_final: z.boolean().openapi({ description: 'Always true.' }),
  })
  .openapi('HistoryData', { description: 'Its samples are read by GraphQL or as resources.' });

const entry = {
  id: z.null(),
  entry_id: z.string().openapi({ description: "The provider's own id." }),
  timestamp: instant('When it was eaten, injected, begun or measured.'),
  start: instant('The same as `timestamp`.'),
  end: instant('When exercise ended; of all else the same as `start`.'),
  timezone_offset: z.int().nullable().openapi({ description: 'Seconds; null when not known.' }),
  type: z.enum(['rapid_acting', 'long_acting', 'unknown']).nullable().openapi({
    description: 'Of insulin; null of all else.',
  }),
  intensity: z.enum(['low', 'medium', 'high']).nullable().optional().openapi({
    description: 'Of exercise; null when not known, and of all else.',
  }),
  revision: revisionOf('`entry_id`'),
  recorded_at: instant('When it was typed in; null when not told.').nullable(),
  received_at: instant('When the gateway first had it.'),
};

const unit = z.enum(['g', 'unit', 'min', 'mg/dL']);
const WebhookDiaryEntry = z
  .object({ ...entry, unit, value: z.number() })
  .openapi('WebhookDiaryEntry', { description: 'Something that a wearer entered.' });
const WithoutAmount = z
  .object({ ...entry, unit })
  .openapi('WithoutAmount', { description: 'The same, of which the provider told no amount.' });
const DiaryData = z
  .object({ ...grouped, data: z.array(WebhookDiaryEntry), without_amount: z.array(WithoutAmount) })
  .openapi('DiaryData');

const WebhookNote = z
  .object({
    ...entry,
    unit: z.enum(['text']),
    value: z.enum(['']).openapi({ description: 'Empty: the text is read by GraphQL alone.' }),
  })
  .openapi('WebhookNote', { description: 'That a wearer entered a note.' });

const NoteData = z.object({ ...grouped, data: z.array(WebhookNote) }).openapi('NoteData');

export const DeviceData = z
  .object({
    id: z.uuid(),
    user_id: userId,
    provider: providerSlug,
    source_type: z.enum(['automatic']),
    app_id: z.null(),
    device_manufacturer: z.null(),
    device_model: z.string().nullable().openapi({
      description: 'The same as `transmitter_generation`; null when not told.',
    }),
    device_version: z.null(),
    device_id: z.uuid().openapi({ description: 'The same as `id`.' }),
    transmitter_id: z.string().openapi({
      description: 'Names the transmitter for this app alone; empty when not told.',
    }),
    transmitter_generation: z.string().openapi({ description: "In the provider's words." }),
    display_device: z.string().openapi({ description: 'Such as `iOS` or `receiver`.' }),
    display_app: z.string().openapi({ description: 'Such as `G7`; empty when not told.' }),
    last_upload_at: instant('When it last uploaded; null when not told.').nullable(),
    revision: z.int().openapi({ description: 'Order is not promised: keep the highest.' }),
  })
  .openapi('DeviceData', { description: "What a person's readings come from." });

const ConnectionCreatedData = z
  .object({
    user_id: userId,
    provider: Source,
    source: Source,
    external_user_id: z.string().nullable(),
    resource_availability: z.record(
      z.string(),
      z.object({ status: z.string(), scope_requirements: z.object({}).nullable() }),
    ),
  })
  .openapi('ConnectionCreatedData');

const news = {
  user_id: userId,
  provider: providerSlug,
  connection_id: z.uuid(),
  state: z.enum(presentStates).openapi({ description: 'As in GraphQL.' }),
  state_since: instant('Since when it is that.'),
  newest_reading_at: instant('When the newest reading was taken; null for none.').nullable(),
  message: z.string().openapi({ description: 'What it means: a sentence for the wearer.' }),
};
const ConnectionNewsData = z.object(news).openapi('ConnectionNewsData');
const ConnectionErrorData = z
  .object({
    ...news,
    error_type: z.string(),
    error_details: z.string().openapi({ description: 'What the wearer can do about it.' }),
  })
  .openapi('ConnectionErrorData');

const ConnectionEndedData = z
  .object({ user_id: userId, provider: providerSlug, connection_id: z.uuid() })
  .openapi('ConnectionEndedData');

const link = {
  user_id: userId,
  link_id: z.string().nullable().openapi({ description: 'Names the link; it proves nothing.' }),
  provider: providerSlug,
};
const LinkData = z.object(link).openapi('LinkData');
const LinkFailedData = z
  .object({ ...link, reason: z.string().openapi({ description: 'A code, in capitals.' }) })
  .openapi('LinkFailedData');

const EndpointDisabledData = z
  .object({
    endpoint_id: z.uuid(),
    reason: z.string(),
    failing_since: instant('Since when nothing arrives; null where that is not why.').nullable(),
    disabled_at: instant('When it was.'),
  })
  .openapi('EndpointDisabledData');

const EndpointTestData = z
  .object({ endpoint_id: z.uuid(), message: z.string() })
  .openapi('EndpointTestData');

const AttemptExhaustedData = z
  .object({
    endpoint_id: z.uuid(),
    event_id: z.uuid(),
    event_type: z.string(),
    attempt_count: z.int(),
    last_attempt: z.object({
      at: instant('When it was made.').nullable(),
      status: z.int().nullable().openapi({ description: 'The HTTP status; null for none.' }),
      failure: z.string().nullable(),
    }),
  })
  .openapi('AttemptExhaustedData');

const DexcomStatusData = z
  .object({
    provider: providerSlug,
    region: z.enum(lowerCase(regions)),
    request: z.enum(['login', 'read']),
    status: z.enum(['answers', 'fails']),
    since: instant('Since when it is that.'),
    asked_count: z.int(),
    answered_count: z.int(),
  })
  .openapi('DexcomStatusData');

interface Payload {
  readonly data: z.ZodType;
  /** Whether it is about one user, and not about the team alone. */
  readonly isOfUser: boolean;
}

const ofUser = (data: z.ZodType): Payload => ({ data, isOfUser: true });
const ofTeam = (data: z.ZodType): Payload => ({ data, isOfUser: false });

const payloads: Readonly<Record<EventType, Payload>> = {
  'daily.data.glucose.created': ofUser(GlucoseData),
  'daily.data.glucose.updated': ofUser(GlucoseData),
  'daily.data.glucose.deleted': ofUser(GlucoseData),
  'historical.data.glucose.created': ofUser(HistoryData),
  'provider.connection.created': ofUser(ConnectionCreatedData),
  'provider.connection.error': ofUser(ConnectionErrorData),
  'provider.connection.stalled': ofUser(ConnectionNewsData),
  'provider.connection.recovered': ofUser(ConnectionNewsData),
  'provider.connection.disconnected': ofUser(ConnectionEndedData),
  'webhook.endpoint.disabled': ofTeam(EndpointDisabledData),
  'webhook.endpoint.test': ofTeam(EndpointTestData),
  'message.attempt.exhausted': ofTeam(AttemptExhaustedData),
  'link.opened': ofUser(LinkData),
  'link.failed': ofUser(LinkFailedData),
  'link.abandoned': ofUser(LinkData),
  'dexcom.status.changed': ofTeam(DexcomStatusData),
  'daily.data.carbohydrates.created': ofUser(DiaryData),
  'daily.data.carbohydrates.updated': ofUser(DiaryData),
  'daily.data.carbohydrates.deleted': ofUser(DiaryData),
  'daily.data.insulin_injection.created': ofUser(DiaryData),
  'daily.data.insulin_injection.updated': ofUser(DiaryData),
  'daily.data.insulin_injection.deleted': ofUser(DiaryData),
  'historical.data.carbohydrates.created': ofUser(HistoryData),
  'historical.data.insulin_injection.created': ofUser(HistoryData),
  'daily.data.workout_duration.created': ofUser(DiaryData),
  'daily.data.workout_duration.updated': ofUser(DiaryData),
  'daily.data.workout_duration.deleted': ofUser(DiaryData),
  'daily.data.note.created': ofUser(NoteData),
  'daily.data.note.updated': ofUser(NoteData),
  'daily.data.note.deleted': ofUser(NoteData),
  'daily.data.calibration.created': ofUser(DiaryData),
  'daily.data.calibration.updated': ofUser(DiaryData),
  'daily.data.calibration.deleted': ofUser(DiaryData),
  'historical.data.workout_duration.created': ofUser(HistoryData),
  'historical.data.note.created': ofUser(HistoryData),
  'historical.data.calibration.created': ofUser(HistoryData),
  'provider.device.created': ofUser(DeviceData),
  'provider.device.updated': ofUser(DeviceData),
};

/** `daily.data.glucose.created` is of the type DailyDataGlucoseCreated. */
export function payloadNameOf(type: EventType): string {
  return type.replace(/(^|[._])([a-z])/g, (_whole, _dot, letter: string) => letter.toUpperCase());
}

function payloadOf(type: EventType): z.ZodType {
  const { data, isOfUser } = payloads[type];
  return z
    .object({
      event_type: z.enum([type]),
      user_id: isOfUser ? userId : z.null(),
      client_user_id: isOfUser
        ? z.string().openapi({ description: "The team's own id of the person." })
        : z.null(),
      team_id: z.uuid(),
      id: z.uuid().openapi({
        description: 'The same on each attempt, and in the header `svix-id`: take each once.',
      }),
      created_at: instant('When it was appended to the log.'),
      data,
    })
    .openapi(payloadNameOf(type));
}

/** The payload of each event, by its type. */
export const eventPayloads: ReadonlyMap<EventType, z.ZodType> = new Map(
  eventTypes.map((type) => [type, payloadOf(type)]),
);
