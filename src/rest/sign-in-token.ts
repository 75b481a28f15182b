import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { dateOf } from '#std/clock';
import { createUserToken, userTokenTtlSeconds } from '#teams';
import { auditSourceOf, keyOf, type RestEnv } from './context.ts';
import { keyRefusals, notFound, noUser, RestRefusal, tooMany } from './refusal.ts';
import { needsKey } from './rights.ts';
import { UserId } from './users.ts';

/** The token of a front end: it reads the user's data and watches it live, by GraphQL. */
const scopes = ['read', 'watch'] as const;
const neededScopes = ['link', 'read', 'events'] as const;

const tokenRoute = createRoute({
  method: 'post',
  path: '/v2/user/{user_id}/sign_in_token',
  ...needsKey('link'),
  description: 'The key must have READ and EVENTS too, since it gives both away.',
  request: { params: UserId },
  responses: {
    200: {
      description: 'A user token of READ and WATCH, good for an hour.',
      content: {
        'application/json': {
          schema: z.object({ user_id: z.uuid(), sign_in_token: z.string() }),
        },
      },
    },
    ...notFound,
    ...keyRefusals,
  },
});

export function addSignInToken(app: OpenAPIHono<RestEnv>): void {
  app.openapi(tokenRoute, async (call) => {
    const userId = call.req.valid('param').user_id.toLowerCase();
    const { db, clock, services } = call.env;
    const { teamId, keyId, scopes: own } = keyOf(call);
    const lacking = neededScopes.find((scope) => !own.includes(scope));
    if (lacking) {
      throw new RestRefusal(403, `This takes an API key with the scope ${lacking.toUpperCase()}.`);
    }
    const { isAllowed, limitPerMinute } = services.quotas.userTokens.take(teamId);
    if (!isAllowed) {
      const soon = new Date(clock.nowMs() + 1_000);
      const message = `The team may make ${limitPerMinute} user tokens a minute.`;
      throw tooMany(message, soon, dateOf(clock));
    }
    call.env.keepRunning();
    const ttlSeconds = userTokenTtlSeconds.default;
    const grant = { teamId, keyId, userId, scopes, ttlSeconds };
    const source = auditSourceOf(call);
    const issued = await createUserToken(db, clock, source, services.userTokens, grant);
    if (!issued) throw noUser();
    return call.json({ user_id: userId, sign_in_token: issued.token }, 200);
  });
}
