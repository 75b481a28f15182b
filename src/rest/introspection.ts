import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ConnectionRecord, findConnections } from '#connections';
import { deviceDataOf, findDevices } from '#devices';
import type { PollOutcomeKind } from '#poller';
import { findPulls, type PullProgress } from '#pulls';
import { isUuid } from '#std/ids';
import { offsetTextOf } from '#std/iso-text';
import { listUsers, type User } from '#teams';
import { keyOf, type RestCall, type RestEnv, readInTurn } from './context.ts';
import { DeviceData } from './event-payloads.ts';
import { badRequest, invalid, keyRefusals, notFound } from './refusal.ts';
import { needsKey } from './rights.ts';
import { instant, userCost, userOf } from './user-answer.ts';
import { UserId } from './users.ts';

/** What was last asked of each user's providers, how far their past has come, and their devices. */

const usersPerPage = { default: 50, max: 100 } as const;

const Statistics = z.object({
  last_attempt: z
    .object({ timestamp: instant('When it was asked.'), status: z.enum(['success', 'failure']) })
    .nullable(),
  oldest_data: z.null().openapi({ description: 'Not kept; ask for samples, oldest first.' }),
  newest_data: instant('When the newest reading was taken.').nullable(),
  sent_count: z.null().openapi({ description: 'Not kept.' }),
});

const Introspected = z.object({
  user_id: z.uuid(),
  provider: z.record(z.string(), z.object({ glucose: Statistics })),
});

const Pull = z
  .object({
    status: z.enum(['success', 'in_progress', 'retrying']).openapi({
      description: 'Retrying, once a day: the provider refuses what is asked.',
    }),
    range_start: instant('As far back as is pulled: the provider may have nothing before.'),
    range_end: instant('When the account was linked, or the end of what was uploaded later.'),
    timeline: z.object({
      scheduled_at: instant('When the account was linked.'),
      started_at: z.null().openapi({ description: 'Not kept.' }),
      ended_at: instant('When all of it was here.').nullable(),
    }),
    release: z.string().openapi({ description: 'Empty.' }),
    trace_id: z.null(),
    error_details: z.null(),
    done_down_to: instant('Ours: from here on all that the provider has is kept.'),
  })
  .openapi('Pull');

const Pulled = z.object({
  user_id: z.uuid(),
  provider: z
    .record(
      z.string(),
      z.object({ pulled: z.record(z.string(), Pull), not_pulled: z.array(z.string()) }),
    )
    .openapi({ description: 'Of providers with a past alone: Dexcom Share has none to pull.' }),
});

const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    data: z.array(row),
    next: z.string().nullable().openapi({ description: 'The same as `next_cursor`.' }),
    next_cursor: z.string().nullable().openapi({ description: 'Null on the last page.' }),
  });

const query = z.object({
  user_id: z.uuid().optional(),
  provider: z.string().optional(),
  user_limit: z.coerce.number().int().min(1).max(usersPerPage.max).default(usersPerPage.default),
  next_cursor: z.string().optional(),
  cursor: z.string().optional().openapi({ description: 'The older name of `next_cursor`.' }),
});
type Query = z.infer<typeof query>;

const answered = <Row extends z.ZodType>(row: Row) => ({
  200: {
    description: 'A page of users, oldest first.',
    content: { 'application/json': { schema: pageOf(row) } },
  },
  ...badRequest,
  ...notFound,
  ...keyRefusals,
});

const resourcesRoute = createRoute({
  method: 'get',
  path: '/v2/introspect/resources',
  ...needsKey('read'),
  request: { query },
  responses: answered(Introspected),
});

const pullsRoute = createRoute({
  method: 'get',
  path: '/v2/introspect/historical_pull',
  ...needsKey('read'),
  request: { query },
  responses: answered(Pulled),
});

/** More than one person has in years. */
const devicesMax = 1_000;
/** As much as GraphQL takes for one with all that it says. */
const deviceCost = 12;

const devicesRoute = createRoute({
  method: 'get',
  path: '/v2/user/{user_id}/device',
  ...needsKey('read'),
  request: { params: UserId },
  responses: {
    200: {
      description:
        `What the readings come from, which uploaded last first, at most ${devicesMax}. ` +
        "Only Dexcom's OAuth API tells it.",
      content: { 'application/json': { schema: z.array(DeviceData) } },
    },
    ...notFound,
    ...keyRefusals,
  },
});

export function addIntrospection(app: OpenAPIHono<RestEnv>): void {
  app.openapi(resourcesRoute, async (call) => {
    const asked = call.req.valid('query');
    const read = () => standingOf(call, asked);
    const { users, next, connections } = await readInTurn(call, costOf(asked), read);
    const byUser = Map.groupBy(connections, ({ userId }) => userId);
    const data = users.map(({ id }) => ({
      user_id: id,
      provider: Object.fromEntries(
        (byUser.get(id) ?? []).map((each) => [each.provider, { glucose: statisticsOf(each) }]),
      ),
    }));
    return call.json({ data, next, next_cursor: next }, 200);
  });

  app.openapi(pullsRoute, async (call) => {
    const asked = call.req.valid('query');
    const { users, next, connections, found } = await readInTurn(call, costOf(asked), async () => {
      const standing = await standingOf(call, asked);
      const ids = standing.connections.map(({ id }) => id);
      return { ...standing, found: await findPulls(call.env.db, ids) };
    });
    const pulls = Map.groupBy(found, ({ connectionId }) => connectionId);
    const data = users.map(({ id }) => ({
      user_id: id,
      provider: Object.fromEntries(
        connections.flatMap((each) => {
          const own = each.userId === id ? pulls.get(each.id) : undefined;
          return own ? [[each.provider, { pulled: pulledOf(each, own), not_pulled: none }]] : [];
        }),
      ),
    }));
    return call.json({ data, next, next_cursor: next }, 200);
  });

  app.openapi(devicesRoute, async (call) => {
    const { id } = await userOf(call, call.req.valid('param').user_id);
    const read = () => findDevices(call.env.db, id, devicesMax);
    const devices = await readInTurn(call, deviceCost * devicesMax, read);
    return call.json(devices.map(deviceDataOf), 200);
  });
}

function costOf({ user_id, user_limit: limit }: Query): number {
  return userCost * (user_id ? 1 : limit);
}

/** A page of users, and their newest connections to the provider that is asked for, or to each. */
async function standingOf(call: RestCall, asked: Query) {
  const { users, next } = await usersOf(call, asked);
  const connections = await newestOf(call, users);
  const isAsked = ({ provider }: ConnectionRecord) =>
    !asked.provider || provider === asked.provider;
  return { users, next, connections: connections.filter(isAsked) };
}

async function usersOf(call: RestCall, { user_id, user_limit: limit, ...asked }: Query) {
  if (user_id) return { users: [await userOf(call, user_id)], next: null };
  const cursor = asked.next_cursor ?? asked.cursor ?? '';
  const afterId = cursor === '' ? null : Buffer.from(cursor, 'base64url').toString('utf8');
  if (afterId !== null && !isUuid(afterId)) {
    throw invalid('next_cursor takes what the page before gave.');
  }
  const { teamId } = keyOf(call);
  const listed = await listUsers(call.env.db, { teamId, afterId, limit: limit + 1 });
  const users = listed.slice(0, limit);
  const last = listed.length > limit ? users.at(-1) : undefined;
  return { users, next: last ? Buffer.from(last.id).toString('base64url') : null };
}

/** More than one user makes in years. */
const connectionsPerUserMax = 100;

/** The newest connection of each user and provider, disconnected or not. */
async function newestOf(call: RestCall, users: readonly User[]): Promise<ConnectionRecord[]> {
  if (users.length === 0) return [];
  const found = await findConnections(call.env.db, {
    teamId: keyOf(call).teamId,
    userIds: users.map(({ id }) => id),
    includesDisconnected: true,
    limit: users.length * connectionsPerUserMax,
  });
  return [...new Map(found.map((each) => [`${each.userId} ${each.provider}`, each])).values()];
}

/** What a poll ends with when the provider gave what it was asked for. */
const successes: ReadonlySet<string | null> = new Set<PollOutcomeKind>(['read', 'session-renewed']);

function statisticsOf({ lastPollAt, lastOutcome, newestTakenAt }: ConnectionRecord) {
  const status = successes.has(lastOutcome) ? ('success' as const) : ('failure' as const);
  return {
    last_attempt: lastPollAt && { timestamp: offsetTextOf(lastPollAt), status },
    oldest_data: null,
    newest_data: newestTakenAt && offsetTextOf(newestTakenAt),
    sent_count: null,
  };
}

/** All that a provider has is pulled. */
const none: string[] = [];

/** What is pulled together, as the hosted service names it. */
const resourcesOf: Readonly<Record<string, readonly string[]>> = {
  GLUCOSE: ['glucose'],
  DIARY: ['carbohydrates', 'insulin_injection', 'workout_duration', 'note'],
  CALIBRATIONS: ['calibration'],
};

function pulledOf(connection: ConnectionRecord, pulls: readonly PullProgress[]) {
  return Object.fromEntries(
    pulls.flatMap((pull) =>
      (resourcesOf[pull.resource] ?? []).map((name) => [name, pullOf(connection, pull)]),
    ),
  );
}

function pullOf({ connectedAt }: ConnectionRecord, pull: PullProgress): z.infer<typeof Pull> {
  return {
    status: pull.refusedAt ? 'retrying' : pull.endedAt ? 'success' : 'in_progress',
    range_start: offsetTextOf(pull.fromAt),
    range_end: offsetTextOf(pull.toAt),
    timeline: {
      scheduled_at: offsetTextOf(connectedAt),
      started_at: null,
      ended_at: pull.endedAt && offsetTextOf(pull.endedAt),
    },
    release: '',
    trace_id: null,
    error_details: null,
    done_down_to: offsetTextOf(pull.doneDownTo),
  };
}
