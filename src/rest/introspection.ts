import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type ConnectionRecord, findConnections } from '#connections';
import type { PollOutcomeKind } from '#poller';
import { isUuid } from '#std/ids';
import { offsetTextOf } from '#std/iso-text';
import { listUsers, type User } from '#teams';
import { keyOf, type RestCall, type RestEnv } from './context.ts';
import { badRequest, invalid, keyRefusals, notFound } from './refusal.ts';
import { needsKey } from './rights.ts';
import { instant, userOf } from './user-answer.ts';
import { UserId } from './users.ts';

/** What was last asked of each user's providers, and what came of it. */

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
const Pulled = z.object({
  user_id: z.uuid(),
  provider: z.object({}).openapi({ description: 'Empty: Dexcom Share has no history to pull.' }),
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

const devicesRoute = createRoute({
  method: 'get',
  path: '/v2/user/{user_id}/device',
  ...needsKey('read'),
  request: { params: UserId },
  responses: {
    200: {
      description: 'Empty: Dexcom Share names no device.',
      content: { 'application/json': { schema: z.array(z.object({ id: z.string() })) } },
    },
    ...notFound,
    ...keyRefusals,
  },
});

export function addIntrospection(app: OpenAPIHono<RestEnv>): void {
  app.openapi(resourcesRoute, async (call) => {
    const asked = call.req.valid('query');
    const { users, next } = await usersOf(call, asked);
    const byUser = Map.groupBy(await newestOf(call, users), ({ userId }) => userId);
    const data = users.map(({ id }) => ({
      user_id: id,
      provider: Object.fromEntries(
        (byUser.get(id) ?? [])
          .filter(({ provider }) => !asked.provider || provider === asked.provider)
          .map((each) => [each.provider, { glucose: statisticsOf(each) }]),
      ),
    }));
    return call.json({ data, next, next_cursor: next }, 200);
  });

  app.openapi(pullsRoute, async (call) => {
    const { users, next } = await usersOf(call, call.req.valid('query'));
    const data = users.map(({ id }) => ({ user_id: id, provider: {} }));
    return call.json({ data, next, next_cursor: next }, 200);
  });

  app.openapi(devicesRoute, async (call) => {
    await userOf(call, call.req.valid('param').user_id);
    return call.json([], 200);
  });
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
