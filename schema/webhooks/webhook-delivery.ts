import type { EventType } from '#events';
import { EventTypeEnum } from '#schema/events';
import {
  batchLoader,
  builder,
  checkedIfGiven,
  connectionOf,
  describedValues,
  encodeGlobalId,
  InvalidArgument,
  idOf,
  pageArguments,
  pageOf,
  teamOf,
  wholeNumber,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  type AnswerHeader,
  type AnswerRange,
  type AttemptFailure,
  type Delivery,
  type DeliveryState,
  findDelivery,
  listAttempts,
  listDeliveries,
  type RecordedAttempt,
} from '#webhooks';

const failureTexts: Readonly<Record<AttemptFailure, string>> = {
  dns: 'The name of the host leads to no address of the public internet.',
  'forbidden-address': 'The address is not of the public internet.',
  connect: 'No connection could be had.',
  tls: 'No trustworthy encryption: the certificate has expired or is for another name, say.',
  timeout: 'No status came within 15 seconds.',
  reset: 'The connection ended before a status came.',
  unreadable: 'The answer was not HTTP.',
  redirect: 'The answer was a redirect; none is followed.',
  status: 'The status was not 200 to 299.',
};

const AttemptFailureEnum = builder.enumType('WebhookAttemptFailure', {
  description: 'Why an attempt failed.',
  values: describedValues(failureTexts),
});

const DeliveryStateEnum = builder.enumType('WebhookDeliveryState', {
  description: 'How far a delivery is.',
  values: {
    PENDING: { description: 'An attempt is under way or will be made.' },
    SUCCEEDED: { description: 'The receiver answered with a status of 200 to 299.' },
    EXHAUSTED: { description: 'All eight tries failed.' },
    CANCELLED: {
      description: 'The endpoint was disabled, or the event erased, before it arrived.',
    },
  } as const,
});

const WebhookAnswerHeader = builder.objectRef<AnswerHeader>('WebhookAnswerHeader').implement({
  description: 'A header with which a receiver answered.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'In lower case.' }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'What was sent; null for a cookie, which is not kept.',
    }),
  }),
});

const WebhookAttempt = builder.objectRef<RecordedAttempt>('WebhookAttempt').implement({
  description: 'One request of a delivery.',
  fields: (t) => ({
    number: t.exposeInt('number', {
      description: 'From 1. A number is missing when its node ended before it could tell.',
    }),
    at: t.field({ type: 'DateTime', description: 'When it was sent.', resolve: ({ at }) => at }),
    status: t.exposeInt('status', {
      nullable: true,
      description: 'The status of the answer; null when none came.',
    }),
    failure: t.field({
      type: AttemptFailureEnum,
      nullable: true,
      description: 'Why it failed; null for a success.',
      resolve: ({ failure }) => failure,
    }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took, in milliseconds.' }),
    answerHead: t.exposeString('answerHead', {
      nullable: true,
      description: 'The first 2 KB of the body of the answer; null when no answer came.',
    }),
    answerHeaders: t.field({
      type: [WebhookAnswerHeader],
      nullable: true,
      description:
        'The headers of the answer, 1 KB of them at the most, without those of the connection; null ' +
        'when no answer came, and of attempts that were made before headers were kept.',
      resolve: ({ answerHeaders }) => answerHeaders,
    }),
  }),
});

const loadAttempts = batchLoader<{ endpointId: string; position: number }, RecordedAttempt[]>({
  load: (keys, context) => listAttempts(context.db, teamOf(context), keys),
  nameOf: deliveryKeyText,
});

export const WebhookDelivery = builder.objectRef<Delivery>('WebhookDelivery').implement({
  description: 'One event on its way to one endpoint.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id.',
      resolve: (delivery) => encodeGlobalId('WebhookDelivery', deliveryKeyText(delivery)),
    }),
    endpointId: t.id({
      description: 'The global id of the endpoint.',
      resolve: ({ endpointId }) => encodeGlobalId('WebhookEndpoint', endpointId),
    }),
    eventId: t.id({
      description: 'The id of the event: `webhook-id` in the headers, `id` in the body.',
      resolve: ({ eventId }) => eventId,
    }),
    eventType: t.field({
      type: EventTypeEnum,
      description: 'What the event tells.',
      resolve: ({ eventType }) => eventType as EventType,
    }),
    userId: t.id({
      nullable: true,
      description: 'The global id of the user whom the event concerns; null for none.',
      resolve: ({ userId }) => userId && encodeGlobalId('User', userId),
    }),
    state: t.field({
      type: DeliveryStateEnum,
      description: 'How far it is.',
      resolve: ({ state }) => state,
    }),
    attemptCount: t.exposeInt('attemptCount', { description: 'How many attempts have ended.' }),
    attempts: t.field({
      type: [WebhookAttempt],
      description: 'Its attempts, newest first; of many the newest 100.',
      resolve: (delivery, _args, context) => loadAttempts(context, delivery),
    }),
    nextAttemptAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the next attempt is due; null when none will be made.',
      resolve: ({ nextAttemptAt }) => nextAttemptAt,
    }),
    eventAppendedAt: t.field({
      type: 'DateTime',
      description: 'When the event was written to the log.',
      resolve: ({ eventAppendedAt }) => eventAppendedAt,
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was made.',
      resolve: ({ createdAt }) => createdAt,
    }),
    settledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was settled; null while it is pending.',
      resolve: ({ settledAt }) => settledAt,
    }),
  }),
});

/** The key of a delivery in ids and cursors: the endpoint's id and the event's position. */
function deliveryKeyText({ endpointId, position }: { endpointId: string; position: number }) {
  return `${endpointId}.${position}`;
}

const deliveryKeyPattern = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,15})$/;

function readDeliveryKey(text: string): { endpointId: string; position: number } | null {
  const [, endpointId, position] = deliveryKeyPattern.exec(text) ?? [];
  return endpointId && position ? { endpointId, position: Number(position) } : null;
}

/** Reads the key from the id of a delivery; throws InvalidArgument for another text. */
export function deliveryKeyOf(text: string, argument: string) {
  const prefix = 'WebhookDelivery:';
  const key = readDeliveryKey(text.startsWith(prefix) ? text.slice(prefix.length) : text);
  if (!key) throw new InvalidArgument(argument, 'the id of a WebhookDelivery');
  return key;
}

const WebhookDeliveryConnection = builder.connectionObject(
  {
    type: WebhookDelivery,
    name: 'WebhookDeliveryConnection',
    description: 'A page of deliveries.',
  },
  { name: 'WebhookDeliveryEdge', description: 'A delivery and its place in the list.' },
);

const answerRanges = {
  NONE: null,
  INFORMATION: [100, 199],
  SUCCESS: [200, 299],
  REDIRECT: [300, 399],
  CLIENT_ERROR: [400, 499],
  SERVER_ERROR: [500, 599],
} as const satisfies Record<string, AnswerRange>;
type AnswerName = keyof typeof answerRanges;

const answerTexts: Readonly<Record<AnswerName, string>> = {
  NONE: 'No answer came.',
  INFORMATION: 'A status of 100 to 199.',
  SUCCESS: 'A status of 200 to 299.',
  REDIRECT: 'A status of 300 to 399; none is followed.',
  CLIENT_ERROR: 'A status of 400 to 499.',
  SERVER_ERROR: 'A status of 500 to 599.',
};

const DeliveryAnswerEnum = builder.enumType('WebhookAnswer', {
  description: 'How an attempt was answered.',
  values: describedValues(answerTexts),
});

function answersOf(
  names: readonly AnswerName[] | null | undefined,
  httpStatus: number | null | undefined,
): AnswerRange[] | undefined {
  const status = checkedIfGiven('httpStatus', httpStatus, wholeNumber(100, 599)) ?? null;
  if (names?.length === 0) throw new InvalidArgument('answers', 'at least one answer');
  if (status !== null && names) {
    throw new InvalidArgument('httpStatus', 'a value only when "answers" has none');
  }
  return status === null ? names?.map((name) => answerRanges[name]) : [[status, status]];
}

function eventIdOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (!isUuid(text)) throw new InvalidArgument('eventId', 'the UUID of an event');
  return text;
}

builder.queryField('deliveries', (t) =>
  t.field({
    type: WebhookDeliveryConnection,
    description: 'What is sent to the endpoints of the team, the newest events first.',
    authScopes: { key: 'webhooks' },
    args: {
      ...pageArguments(),
      endpointId: t.arg.id({ description: 'Only to this endpoint.' }),
      states: t.arg({ type: [DeliveryStateEnum], description: 'Only in one of these states.' }),
      eventTypes: t.arg({ type: [EventTypeEnum], description: 'Only of events of these types.' }),
      userId: t.arg.id({ description: 'Only of events of this user.' }),
      eventId: t.arg.id({ description: 'Only of this event: its UUID, as in `webhook-id`.' }),
      answers: t.arg({
        type: [DeliveryAnswerEnum],
        description: 'Only where the last attempt was answered so.',
      }),
      httpStatus: t.arg.int({
        description: 'Only where the last attempt was answered with this status, 100 to 599.',
      }),
      from: t.arg({
        type: 'DateTime',
        description: 'Only of events that were written to the log at this instant or later.',
      }),
      to: t.arg({
        type: 'DateTime',
        description: 'Only of events that were written to the log before this instant.',
      }),
    },
    resolve: async (_parent, args, context) => {
      const { endpointId, states, eventTypes, from, to } = args;
      if (from && to && from >= to) throw new InvalidArgument('to', 'an instant after "from"');
      const page = pageOf(args, (key) => readDeliveryKey(key) !== null);
      const deliveries = await listDeliveries(context.db, {
        teamId: teamOf(context),
        endpointId: endpointId ? idOf(endpointId, 'WebhookEndpoint', 'endpointId') : undefined,
        states: (states as DeliveryState[] | null | undefined) ?? undefined,
        eventTypes: eventTypes ?? undefined,
        userId: args.userId ? idOf(args.userId, 'User', 'userId') : undefined,
        eventId: eventIdOf(args.eventId),
        answers: answersOf(args.answers, args.httpStatus),
        fromAt: from ?? undefined,
        untilAt: to ?? undefined,
        before: page.after === null ? null : readDeliveryKey(page.after),
        limit: page.rows + 1,
      });
      return connectionOf(deliveries, page, deliveryKeyText);
    },
  }),
);

builder.queryField('delivery', (t) =>
  t.field({
    type: WebhookDelivery,
    nullable: true,
    description: 'One delivery; null when there is none of that id.',
    authScopes: { key: 'webhooks' },
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: (_parent, args, context) =>
      findDelivery(context.db, { teamId: teamOf(context), ...deliveryKeyOf(args.id, 'id') }),
  }),
);
