import { findLogHead, judgeCursor } from '#events';
import type { Context } from '#schema/kit';
import {
  builder,
  connectionOf,
  encodeGlobalId,
  InvalidArgument,
  idOf,
  NotFound,
  pageArguments,
  pageOf,
  QuotaExceeded,
  teamOf,
} from '#schema/kit';
import { isUuid } from '#std/ids';
import {
  findReplay,
  type LogBound,
  listReplays,
  type Replay,
  type ReplayStartResult,
  recoverDeliveries,
  replayEvents,
  stopReplay,
} from '#webhooks';
import { withEndpointAudit } from './endpoint-audit.ts';
import { TooManyWebhookReplays, WebhookEndpointDisabled } from './webhook-failures.ts';

const ReplayKindEnum = builder.enumType('WebhookReplayKind', {
  description: 'What a replay sends again.',
  values: {
    REPLAY: { description: 'All events of a range of the log, sent before or not.' },
    RECOVER: { description: 'The deliveries of a range that did not succeed.' },
  } as const,
});

const WebhookReplay = builder.objectRef<Replay>('WebhookReplay').implement({
  description: 'A range of the log on its way to an endpoint again, with progress to watch.',
  fields: (t) => ({
    id: t.id({
      description: 'The global id.',
      resolve: ({ id }) => encodeGlobalId('WebhookReplay', id),
    }),
    endpointId: t.id({
      description: 'The global id of the endpoint.',
      resolve: ({ endpointId }) => encodeGlobalId('WebhookEndpoint', endpointId),
    }),
    kind: t.field({
      type: ReplayKindEnum,
      description: 'What it sends again.',
      resolve: ({ kind }) => kind,
    }),
    progress: t.float({
      description: 'How much of the range it has made due, from 0 to 1.',
      resolve: progressOf,
    }),
    stagedCount: t.exposeInt('stagedCount', {
      description:
        'How many deliveries it has made due so far; `deliveries` shows what became of them.',
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was ordered.',
      resolve: ({ createdAt }) => createdAt,
    }),
    finishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When all of the range was made due, or it was ended; null while it is under way.',
      resolve: ({ finishedAt }) => finishedAt,
    }),
    isCutShort: t.exposeBoolean('isCutShort', {
      description: 'Whether it ended early: it was stopped, or its endpoint was disabled.',
    }),
  }),
});

function progressOf({ afterPosition, reachedPosition, lastPosition, finishedAt }: Replay): number {
  const length = lastPosition - afterPosition;
  if (length > 0) return (reachedPosition - afterPosition) / length;
  return finishedAt === null ? 0 : 1;
}

const WebhookReplayConnection = builder.connectionObject(
  { type: WebhookReplay, name: 'WebhookReplayConnection', description: 'A page of replays.' },
  { name: 'WebhookReplayEdge', description: 'A replay and its place in the list.' },
);

builder.queryField('replays', (t) =>
  t.field({
    type: WebhookReplayConnection,
    description: 'The replays to an endpoint, newest first.',
    authScopes: { key: 'webhooks' },
    args: {
      endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }),
      ...pageArguments(),
    },
    resolve: async (_parent, args, context) => {
      const page = pageOf(args, isUuid);
      const replays = await listReplays(context.db, {
        teamId: teamOf(context),
        endpointId: idOf(args.endpointId, 'WebhookEndpoint', 'endpointId'),
        beforeId: page.after,
        limit: page.rows + 1,
      });
      return connectionOf(replays, page, ({ id }) => id);
    },
  }),
);

builder.queryField('replay', (t) =>
  t.field({
    type: WebhookReplay,
    nullable: true,
    description: 'One replay; null when there is none of that id.',
    authScopes: { key: 'webhooks' },
    args: { id: t.arg.id({ required: true, description: 'Which one.' }) },
    resolve: (_parent, args, context) =>
      findReplay(context.db, teamOf(context), idOf(args.id, 'WebhookReplay', 'id')),
  }),
);

interface ReplaySuccess {
  readonly replay: Replay;
}

/** Makes the success type of a mutation that returns a replay. */
function replaySuccess(name: string, description: string) {
  return builder.objectRef<ReplaySuccess>(name).implement({
    description,
    fields: (t) => ({
      replay: t.field({
        type: WebhookReplay,
        description: 'As it is now.',
        resolve: ({ replay }) => replay,
      }),
    }),
  });
}

/** Returns the started replay, or throws the expected failure. */
function startedOf(start: ReplayStartResult): ReplaySuccess {
  switch (start.kind) {
    case 'started':
      return start;
    case 'endpoint-not-found':
      throw new NotFound('WebhookEndpoint', 'endpointId');
    case 'endpoint-disabled':
      throw new WebhookEndpointDisabled();
    case 'too-many-replays':
      throw new TooManyWebhookReplays(start.replaysMax);
    case 'too-many-orders':
      throw new QuotaExceeded('WEBHOOK_ORDERS', start.perMinuteMax);
  }
}

const startFailures = [NotFound, QuotaExceeded, WebhookEndpointDisabled, TooManyWebhookReplays];

builder.mutationField('replayEvents', (t) =>
  t.field({
    type: replaySuccess('ReplayEventsSuccess', 'The range is on its way.'),
    description:
      'Sends a range of the log to an endpoint, also one that is new, by the settings that it has ' +
      'now. The range begins at an instant or after a cursor, by default with the oldest event ' +
      'that is kept, and ends now unless told otherwise.',
    authScopes: { key: 'webhooks' },
    args: {
      endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }),
      from: t.arg({ type: 'DateTime', description: 'Events from this instant on.' }),
      after: t.arg.string({ description: 'Events after this cursor, instead of `from`.' }),
      to: t.arg({ type: 'DateTime', description: 'Events before this instant.' }),
    },
    errors: { types: startFailures },
    resolve: async (_parent, { endpointId: id, from, after, to }, context) => {
      const endpointId = idOf(id, 'WebhookEndpoint', 'endpointId');
      if (from && to && from >= to) throw new InvalidArgument('to', 'an instant after "from"');
      if (from && after) throw new InvalidArgument('after', 'nothing when "from" is given');
      const order = {
        teamId: teamOf(context),
        endpointId,
        from: from ? { at: from } : await placeAfter(context, after ?? null),
        until: to ? { at: to } : undefined,
      };
      const { webhookContext, webhooks } = context.services;
      const success = await withEndpointAudit(context, async (db, audit) => {
        const started = startedOf(await replayEvents(db, webhookContext, order));
        await audit({ action: 'webhook-endpoint.replayed', endpointId });
        return started;
      });
      webhooks.markDue([endpointId]);
      return success;
    },
  }),
);

/** A cursor older than the log means: everything that the log still has. */
async function placeAfter(context: Context, cursor: string | null): Promise<LogBound> {
  if (cursor === null) return { afterPosition: 0 };
  const verdict = judgeCursor(await findLogHead(context.db), cursor);
  switch (verdict.kind) {
    case 'valid':
      return { afterPosition: verdict.position };
    case 'too-old':
      return { afterPosition: 0 };
    default:
      throw new InvalidArgument('after', 'a cursor that this log gave');
  }
}

builder.mutationField('recoverDeliveries', (t) =>
  t.field({
    type: replaySuccess('RecoverDeliveriesSuccess', 'What failed is on its way again.'),
    description:
      'Sends all deliveries of events since an instant again that are exhausted or cancelled, and ' +
      'at once those that wait for a later try.',
    authScopes: { key: 'webhooks' },
    args: {
      endpointId: t.arg.id({ required: true, description: 'Which endpoint.' }),
      since: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Events that were written to the log from this instant on.',
      }),
    },
    errors: { types: startFailures },
    resolve: async (_parent, args, context) => {
      const endpointId = idOf(args.endpointId, 'WebhookEndpoint', 'endpointId');
      const order = { teamId: teamOf(context), endpointId, sinceAt: args.since };
      const { webhookContext, webhooks } = context.services;
      const success = await withEndpointAudit(context, async (db, audit) => {
        const started = startedOf(await recoverDeliveries(db, webhookContext, order));
        await audit({ action: 'webhook-endpoint.recovered', endpointId });
        return started;
      });
      webhooks.markDue([endpointId]);
      return success;
    },
  }),
);

builder.mutationField('stopReplay', (t) =>
  t.field({
    type: replaySuccess('StopReplaySuccess', 'The replay is ended.'),
    description:
      'Ends a replay where it stands. What it made due is still sent. Stopping one that is ' +
      'finished changes nothing.',
    authScopes: { key: 'webhooks' },
    args: { replayId: t.arg.id({ required: true, description: 'Which one.' }) },
    errors: { types: [NotFound] },
    resolve: (_parent, args, context) => {
      const replayId = idOf(args.replayId, 'WebhookReplay', 'replayId');
      return withEndpointAudit(context, async (db, audit) => {
        const { webhookContext } = context.services;
        const replay = await stopReplay(db, webhookContext, teamOf(context), replayId);
        if (!replay) throw new NotFound('WebhookReplay', 'replayId');
        await audit({
          action: 'webhook-endpoint.replay-stopped',
          endpointId: replay.endpointId,
        });
        return { replay };
      });
    },
  }),
);
