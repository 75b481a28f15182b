import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type ConnectionRecord,
  disconnectConnection,
  findConnections,
  presentStates,
  stateTextFor,
} from '#connections';
import { connectionErrorTypeOf, presentOf } from '#poller';
import { dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import { auditSourceOf, keyOf, type RestCall, type RestEnv } from './context.ts';
import { keyRefusals, notFound, RestRefusal } from './refusal.ts';
import { needsKey } from './rights.ts';
import { providerOf, sourceOf } from './source.ts';
import { instant, liveOf, userOf } from './user-answer.ts';
import { done } from './user-deletion.ts';
import { UserId } from './users.ts';

/** What a user is connected to, in what state, and the end of it. */

const ErrorDetails = z
  .object({
    error_type: z.string().openapi({ example: 'provider_credential_error' }),
    error_message: z.string().openapi({ description: 'What it means, and what to do.' }),
    errored_at: instant('Since when.'),
  })
  .openapi('ConnectionErrorDetails');

const UserConnection = z
  .object({
    name: z.string(),
    slug: z.string(),
    logo: z.string(),
    created_on: instant('When it was linked.'),
    status: z.enum(['connected', 'error']),
    external_user_id: z.null().openapi({ description: 'The account is named to nobody.' }),
    error_details: ErrorDetails.nullable().openapi({
      description: 'What a person has to mend; null where nothing is.',
    }),
    resource_availability: z.record(
      z.string(),
      z.object({ status: z.enum(['available']), scope_requirements: z.null() }),
    ),
    state: z.enum(presentStates).openapi({
      description: 'Ours: why there are readings, or why there are none.',
    }),
    state_since: instant('Ours: since when it is that.'),
  })
  .openapi('UserConnection');

const listRoute = createRoute({
  method: 'get',
  path: '/v2/user/providers/{user_id}',
  ...needsKey('read'),
  request: { params: UserId },
  responses: {
    200: {
      description: 'What the user is connected to.',
      content: {
        'application/json': { schema: z.object({ providers: z.array(UserConnection) }) },
      },
    },
    ...notFound,
    ...keyRefusals,
  },
});

const deregisterRoute = createRoute({
  method: 'delete',
  path: '/v2/user/{user_id}/{provider}',
  ...needsKey('link'),
  request: { params: UserId.extend({ provider: z.string() }) },
  responses: {
    ...done('Polling has stopped and the credentials are erased; the samples stay.'),
    ...notFound,
    ...keyRefusals,
  },
});

export function addUserConnections(app: OpenAPIHono<RestEnv>): void {
  app.openapi(listRoute, async (call) => {
    const user = await userOf(call, call.req.valid('param').user_id);
    const connections = await liveOf(call.env.db, keyOf(call).teamId, [user]);
    const now = dateOf(call.env.clock);
    return call.json({ providers: connections.map((each) => answerOf(each, now)) }, 200);
  });

  app.openapi(deregisterRoute, async (call) => {
    const { user_id: userId, provider } = call.req.valid('param');
    const { id } = await userOf(call, userId);
    await disconnect(call, id, providerOf(provider));
    return call.json({ success: true as const }, 200);
  });
}

function answerOf(connection: ConnectionRecord, now: Date): z.infer<typeof UserConnection> {
  const { provider, connectedAt } = connection;
  const { state, since } = presentOf(connection, now);
  const errorType = connectionErrorTypeOf(state);
  const { meaning, whatToDo } = stateTextFor(state, provider);
  return {
    ...sourceOf(provider),
    created_on: offsetTextOf(connectedAt),
    status: errorType === null ? 'connected' : 'error',
    external_user_id: null,
    error_details:
      errorType === null
        ? null
        : {
            error_type: errorType,
            error_message: `${meaning} ${whatToDo}`,
            errored_at: offsetTextOf(since),
          },
    resource_availability: { glucose: { status: 'available', scope_requirements: null } },
    state,
    state_since: offsetTextOf(since),
  };
}

/** More connections than one user makes in years. */
const connectionsMax = 100;

/** What is disconnected already stays so: a client that lost the answer asks again. */
async function disconnect(call: RestCall, userId: string, provider: string): Promise<void> {
  const { db, clock } = call.env;
  const { teamId } = keyOf(call);
  const query = { teamId, userIds: [userId], includesDisconnected: true, limit: connectionsMax };
  const found = (await findConnections(db, query)).filter((each) => each.provider === provider);
  if (found.length === 0) throw new RestRefusal(404, `The user was never linked to ${provider}.`);
  call.env.keepRunning();
  for (const { id, disconnectedAt } of found) {
    if (disconnectedAt) continue;
    const request = { teamId, connectionId: id, maySee: () => true };
    await disconnectConnection(db, clock, auditSourceOf(call), request);
  }
}
