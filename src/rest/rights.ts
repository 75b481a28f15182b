import { createMiddleware } from 'hono/factory';
import type { ApiKeyScope } from '#teams';
import type { RestEnv } from './context.ts';
import { RestRefusal } from './refusal.ts';

/**
 * Who may ask: a route says which scope its API key must have, and that is judged before anything
 * else of the request is. User tokens are for GraphQL alone, and open nothing here.
 */
export function needsKey(scope: ApiKeyScope | null) {
  return {
    security: [{ apiKey: [] }],
    'x-scope': scope ?? 'any',
    middleware: letIn(scope),
  };
}

function letIn(scope: ApiKeyScope | null) {
  return createMiddleware<RestEnv>(async ({ env: { actor } }, next) => {
    if (actor.kind === 'anonymous') {
      throw new RestRefusal(401, 'Send an API key as "x-vital-api-key" or "x-api-key".');
    }
    if (actor.kind !== 'api-key') {
      throw new RestRefusal(403, 'This takes an API key of the team; a user token is for GraphQL.');
    }
    if (scope !== null && !actor.scopes.includes(scope)) {
      throw new RestRefusal(403, `This takes an API key with the scope ${scope.toUpperCase()}.`);
    }
    await next();
  });
}

/** For routes whose proof is a link token. */
export const needsLinkToken = { security: [{ linkToken: [] }], 'x-scope': 'link token' };
