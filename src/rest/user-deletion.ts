import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { deleteUser, findDeletedUser, findUser, undoDeleteUser } from '#teams';
import { auditSourceOf, keyOf, type RestCall, type RestEnv } from './context.ts';
import { badRequest, invalid, keyRefusals, notFound, noUser, tooManyUsers } from './refusal.ts';
import { needsKey } from './rights.ts';
import { UserId } from './users.ts';

/**
 * A deletion, and its undoing within seven days. Each may be asked again: a client that lost the
 * answer asks so by itself, and is told the same.
 */

export const Done = z.object({ success: z.literal(true) }).openapi('Done');
export const done = (description: string) => ({
  200: { description, content: { 'application/json': { schema: Done } } },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: '/v2/user/{user_id}',
  ...needsKey('erase'),
  request: { params: UserId },
  responses: {
    ...done('The user is deleted: polling stops at once, all data is erased after seven days.'),
    ...notFound,
    ...keyRefusals,
  },
});

const undoRoute = createRoute({
  method: 'post',
  path: '/v2/user/undo_delete',
  ...needsKey('erase'),
  request: { query: z.object({ user_id: z.uuid(), client_user_id: z.string() }).partial() },
  responses: {
    ...done('The user is back with all samples; the account has to be linked again.'),
    ...badRequest,
    ...notFound,
    ...keyRefusals,
  },
});

export function addUserDeletion(app: OpenAPIHono<RestEnv>): void {
  app.openapi(undoRoute, async (call) => {
    const { user_id: id, client_user_id: clientUserId } = call.req.valid('query');
    const key = keyGiven(id, clientUserId);
    const { db, clock, services } = call.env;
    const { teamId } = keyOf(call);
    const deleted = await findDeletedUser(db, teamId, key);
    if (!deleted) {
      if (await findUser(db, teamId, key)) return call.json({ success: true as const }, 200);
      throw noUser();
    }
    call.env.keepRunning();
    const { usersMax } = services.quotas;
    const deletion = { teamId, userId: deleted.id, usersMax };
    const undoing = await undoDeleteUser(db, clock, auditSourceOf(call), deletion);
    if (undoing.kind === 'absent') throw noUser();
    if (undoing.kind === 'client-user-id-taken') {
      throw invalid('Another user has this client user id by now, so the deletion stands.');
    }
    if (undoing.kind === 'too-many-users') throw tooManyUsers(usersMax);
    return call.json({ success: true as const }, 200);
  });

  app.openapi(deleteRoute, async (call) => {
    const userId = call.req.valid('param').user_id.toLowerCase();
    await remove(call, userId);
    return call.json({ success: true as const }, 200);
  });
}

async function remove(call: RestCall, userId: string): Promise<void> {
  const { db, clock, services } = call.env;
  const { teamId } = keyOf(call);
  call.env.keepRunning();
  const hooks = services.userDeletedHooks;
  const deleted = await deleteUser(db, clock, auditSourceOf(call), { teamId, userId, hooks });
  if (deleted) return services.authenticator.clearCache();
  if (!(await findDeletedUser(db, teamId, { id: userId }))) throw noUser();
}

function keyGiven(id: string | undefined, clientUserId: string | undefined) {
  if (id !== undefined && clientUserId === undefined) return { id: id.toLowerCase() };
  if (id === undefined && clientUserId !== undefined) return { clientUserId };
  throw invalid('Give either user_id or client_user_id.');
}
