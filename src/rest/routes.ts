import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { RestContext, RestEnv } from './context.ts';
import { addGlucose } from './glucose.ts';
import { addIntrospection } from './introspection.ts';
import { addLinkTokens } from './link-tokens.ts';
import { addPasswordLink } from './password-link.ts';
import { addProviders } from './providers.ts';
import { addRefresh } from './refresh.ts';
import { RestRefusal } from './refusal.ts';
import { addSignInToken } from './sign-in-token.ts';
import { addUserConnections } from './user-connections.ts';
import { addUserDeletion } from './user-deletion.ts';
import { addUsers } from './users.ts';
import { restPath } from './wire.ts';

/** All routes. Paths of fixed words stand before those that take any word in their place. */
export const routes = new OpenAPIHono<RestEnv>({
  strict: false,
  defaultHook(result, call) {
    if (result.success) return;
    // Such as `/v2/user/metrics`, which is no user's id.
    if (result.target === 'param') return call.json({ detail: notServed(call.req) }, 404);
    const where = result.target === 'json' ? 'body' : result.target;
    const faults = result.error.issues.map(({ path, message, code }) => ({
      loc: [where, ...path],
      msg: message,
      type: code,
    }));
    throw new FaultyRequest(faults);
  },
});

/** As the hosted service says what a request lacks. */
class FaultyRequest extends Error {
  readonly faults: readonly object[];
  constructor(faults: readonly object[]) {
    super('the request does not say what the route takes');
    this.faults = faults;
  }
}

addUserDeletion(routes);
addSignInToken(routes);
addRefresh(routes);
addUsers(routes);
addIntrospection(routes);
addProviders(routes);
addLinkTokens(routes);
addPasswordLink(routes);
addGlucose(routes);
addUserConnections(routes);

routes.notFound((call) => call.json({ detail: notServed(call.req) }, 404));

function notServed({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path} is not served here. GET ${restPath}/openapi.json tells what is.`;
}

routes.onError((error, call) => {
  if (error instanceof FaultyRequest) return call.json({ detail: error.faults }, 422);
  if (error instanceof HTTPException) return call.json({ detail: error.message }, error.status);
  if (!(error instanceof RestRefusal)) throw error;
  const { status, detail, retryAfterSeconds } = error;
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': `${retryAfterSeconds}` };
  return call.json({ detail }, status, headers);
});

/** Answers one request below `restPath`. Rejects for our own faults only. */
export async function answerRest(request: Request, context: RestContext): Promise<Response> {
  return routes.fetch(request, context);
}
