import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type RefreshedConnection, refreshUser } from '#poller';
import { dateOf } from '#std/clock';
import { appendAuditEntry } from '#teams';
import { auditSourceOf, keyOf, type RestCall, type RestEnv } from './context.ts';
import { keyRefusals, notFound, tooMany } from './refusal.ts';
import { needsKey } from './rights.ts';
import { liveOf, userOf } from './user-answer.ts';
import { UserId } from './users.ts';

/** Asks the providers of a user now. */

const timeoutSeconds = { min: 5, default: 10, max: 60 } as const;
/** What is left of the deadline for the answer. */
const answerMs = 2_000;

const Refreshed = z
  .object({
    success: z.literal(true),
    user_id: z.uuid(),
    refreshed_sources: z.array(z.string()).openapi({ example: ['dexcom/vitals/glucose'] }),
    in_progress_sources: z.array(z.string()),
    failed_sources: z.array(z.string()),
  })
  .openapi('Refreshed');

const NotRefreshed = z
  .object({
    success: z.literal(false),
    user_id: z.uuid(),
    error: z.string(),
    failed_sources: z.array(z.string()),
  })
  .openapi('NotRefreshed');

const refreshed = (description: string) => ({
  description,
  content: { 'application/json': { schema: Refreshed } },
});

const refreshRoute = createRoute({
  method: 'post',
  path: '/v2/user/refresh/{user_id}',
  ...needsKey('link'),
  request: {
    params: UserId,
    query: z.object({
      timeout: z.coerce
        .number()
        .min(timeoutSeconds.min)
        .max(timeoutSeconds.max)
        .default(timeoutSeconds.default)
        .openapi({ description: 'How many seconds to wait, within the deadline of a request.' }),
    }),
  },
  responses: {
    200: refreshed('All were asked, now or within the last 15 seconds.'),
    202: refreshed('Some were not done in time, and go on.'),
    400: {
      description: 'None could be asked, for the reason given.',
      content: { 'application/json': { schema: NotRefreshed } },
    },
    ...notFound,
    ...keyRefusals,
  },
});

export function addRefresh(app: OpenAPIHono<RestEnv>): void {
  app.openapi(refreshRoute, async (call) => {
    const { id: user_id } = await userOf(call, call.req.valid('param').user_id);
    const live = await liveOf(call.env.db, keyOf(call).teamId, [{ id: user_id }]);
    if (live.length === 0) {
      const error = 'user has no connected sources';
      return call.json({ success: false as const, user_id, error, failed_sources: [] }, 400);
    }
    const { timeout } = call.req.valid('query');
    const connections = await refresh(call, user_id, timeout * 1_000);
    const resources = new Map(live.map(({ id, provider }) => [id, `${provider}/vitals/glucose`]));
    const of = (kind: RefreshedConnection['kind']) =>
      connections.flatMap((each) =>
        each.kind === kind ? (resources.get(each.connectionId) ?? []) : [],
      );
    const failed_sources = of('failed');
    const answer = {
      success: true as const,
      user_id,
      refreshed_sources: of('refreshed'),
      in_progress_sources: of('in-progress'),
      failed_sources,
    };
    if (answer.in_progress_sources.length > 0) return call.json(answer, 202);
    if (answer.refreshed_sources.length > 0) return call.json(answer, 200);
    const error = `nothing could be read: ${reasonsOf(connections).join(', ')}`;
    return call.json({ success: false as const, user_id, error, failed_sources }, 400);
  });
}

async function refresh(
  call: RestCall,
  userId: string,
  timeoutMs: number,
): Promise<readonly RefreshedConnection[]> {
  const { db, clock, services, deadlineMs } = call.env;
  const { teamId } = keyOf(call);
  const bounded = Math.max(1, Math.min(timeoutMs, deadlineMs - answerMs));
  const request = { teamId, userId, timeoutMs: bounded };
  const outcome = await refreshUser(services.refreshing, request);
  if (outcome.kind === 'limited') {
    const message = 'This user was refreshed too often within an hour.';
    throw tooMany(message, outcome.until, dateOf(clock));
  }
  const subject = { kind: 'user', id: userId };
  const deed = { action: 'user.refreshed', teamId, subject };
  await appendAuditEntry(db, clock, auditSourceOf(call), deed);
  return outcome.connections;
}

function reasonsOf(connections: readonly RefreshedConnection[]): string[] {
  return connections.flatMap((each) => (each.kind === 'failed' ? [each.reason] : []));
}
