import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type AttemptAnswer,
  findAttempt,
  findLink,
  isAccountName,
  isPassword,
  type LinkDeps,
  type NextTry,
} from '#connections';
import { type LinkAnswer, linkOnce } from '#poller';
import { type ProviderSlug, passwordProvider, type Region } from '#providers';
import type { RestCall, RestEnv } from './context.ts';
import { type LinkError, linkErrorOf } from './link-error-types.ts';
import { invalid, keyRefusals, notFound } from './refusal.ts';
import { regionOf } from './regions.ts';
import { needsLinkToken } from './rights.ts';
import { providerOf } from './source.ts';
import { passHeader } from './wire.ts';

/**
 * Links an account with what its wearer typed; the link token is the only proof that is asked for.
 * The answer is 200 whatever became of it, as the hosted service gives it.
 */

const Login = z
  .object({
    username: z.string(),
    password: z.string(),
    region: z.string().nullish().openapi({
      description:
        'A country like "us" or "de". Without it the US and then outside the US are tried; accounts of Japan need theirs.',
    }),
  })
  .openapi('Login');

const LinkResult = z
  .object({
    state: z.enum(['success', 'error']),
    redirect_url: z.string().nullable(),
    error_type: z.string().nullable().openapi({ example: 'provider_credential_error' }),
    error: z.string().nullable().openapi({ description: 'What happened, and what to do.' }),
    provider_mfa: z.null(),
    provider: z.string(),
    connected: z.boolean(),
    provider_id: z.null().openapi({ description: 'The account is named to nobody.' }),
    connection_state: z.string().nullable().openapi({
      description: 'Ours: what the connection is after its first poll, like "SHARING_OFF".',
    }),
  })
  .openapi('LinkResult');

const linkRoute = createRoute({
  method: 'post',
  path: '/v2/link/provider/password/{provider}',
  ...needsLinkToken,
  request: {
    params: z.object({ provider: z.string() }),
    body: { content: { 'application/json': { schema: Login } }, required: true },
  },
  responses: {
    200: {
      description: 'What became of it.',
      content: { 'application/json': { schema: LinkResult } },
    },
    ...notFound,
    400: keyRefusals[422],
    422: keyRefusals[422],
    429: keyRefusals[429],
  },
});

export function addPasswordLink(app: OpenAPIHono<RestEnv>): void {
  app.openapi(linkRoute, async (call) => {
    const provider = providerOf(call.req.valid('param').provider);
    if (provider !== passwordProvider) throw invalid(`${provider} takes no password.`);
    const { username, password, region: country } = call.req.valid('json');
    if (!isAccountName(username)) throw invalid('username takes 1 to 256 characters.');
    if (!isPassword(password)) throw invalid('password takes 1 to 1,024 characters.');
    const token = call.req.header(passHeader);
    const region = country ? regionOf(country) : null;
    if (token === undefined) return call.json(failed(provider, noToken), 200);
    if (region === undefined) return call.json(failed(provider, noRegion), 200);
    const answer = await link(call, { token, username, password, region });
    if (answer.kind !== 'linked') return call.json(failed(provider, linkErrorOf(answer)), 200);
    return call.json(resultOf(provider, null, answer.connection.state), 200);
  });
}

const noToken: LinkError = {
  errorType: 'invalid_token',
  error: 'Send the link token as "x-vital-link-token".',
};
const noRegion: LinkError = {
  errorType: 'unsupported_region',
  error: 'There is no such region. Name the country in which the account was made, or none.',
};

interface LoginRequest {
  readonly token: string;
  readonly username: string;
  readonly password: string;
  readonly region: Region | null;
}

/** Before the deadline passes, and the client asks again by itself, it is told to wait. */
const answerMs = 2_000;
/** The same login within it is one attempt, whose answer may have been lost: see `attemptIdOf`. */
const attemptMs = 60_000;
/** How many such times an attempt is looked for that goes on, or has linked the account. */
const attemptTimesMax = 2;

async function link(call: RestCall, request: LoginRequest): Promise<LinkAnswer> {
  const { services, address, clock, deadlineMs } = call.env;
  const { linking } = services;
  const { token, username, password, region } = request;
  const time = Math.floor(clock.nowMs() / attemptMs);
  const login = [token, username, password, region ?? ''];
  const idAt = (time: number) =>
    linking.keyedHash('rest-attempt', ...login, `${time}`).toString('base64url');
  const earlierIds = Array.from({ length: attemptTimesMax }, (_, ago) => idAt(time - ago - 1));
  const attemptId = await attemptIdOf(linking, token, [idAt(time), ...earlierIds]);
  call.env.keepRunning();
  const linkingNow = linkOnce(linking, {
    token,
    accountName: username,
    password,
    region,
    address,
    mode: 'link',
    attemptId,
  });
  const answered = new AbortController();
  const waited = linking.systemClock
    .sleep(Math.max(1, deadlineMs - answerMs), answered.signal)
    .then(() => ({ kind: 'unsettled' }) as const);
  try {
    return await Promise.race([linkingNow, waited]);
  } finally {
    answered.abort();
    // What fails after its answer is kept with the attempt, and told to who asks again.
    linkingNow.catch(() => {});
  }
}

/**
 * The id of the attempt of which a login is a repetition, else of a new one. `firstIds` are those of
 * the minutes in which it may have been sent, newest first. Once the moment has come that an answer
 * asked to wait for, the same login is another attempt, whose id is made of that one's.
 */
async function attemptIdOf(
  { db, clock, keyedHash }: Pick<LinkDeps, 'db' | 'clock' | 'keyedHash'>,
  token: string,
  firstIds: readonly [string, ...string[]],
): Promise<string> {
  const link = await findLink(db, { token });
  if (!link) return firstIds[0];
  const nowMs = clock.nowMs();
  const lastOf = async (firstId: string) => {
    for (let attemptId = firstId; ; ) {
      const attempt = await findAttempt(db, { linkTokenId: link.id, attemptId });
      if (attempt.kind !== 'ended' || !isWaitOver(attempt.answer, nowMs)) {
        return { attemptId, attempt };
      }
      attemptId = keyedHash('rest-attempt-after', attemptId).toString('base64url');
    }
  };
  const [latest, ...earlier] = firstIds;
  const { attemptId: latestId, attempt: atLatest } = await lastOf(latest);
  if (atLatest.kind !== 'unknown') return latestId;
  for (const firstId of earlier) {
    const { attemptId, attempt } = await lastOf(firstId);
    if (attempt.kind === 'unknown') continue;
    const isRecent = nowMs - attempt.startedAt.getTime() < attemptMs;
    if (isRecent || attempt.kind === 'pending') return attemptId;
    if (attempt.answer.kind === 'connected') return attemptId;
  }
  return latestId;
}

const asksToWait: ReadonlySet<string> = new Set(['throttled', 'locked-out', 'unavailable']);

/** Whether an answer asked to wait until a moment that has come. */
function isWaitOver({ kind, until, next }: AttemptAnswer, nowMs: number): boolean {
  if (!asksToWait.has(kind)) return false;
  if (typeof until === 'string') return Date.parse(until) <= nowMs;
  // Without its next try the answer is still being written.
  return next !== undefined && ((next as NextTry).retryAtMs ?? 0) <= nowMs;
}

function failed(provider: ProviderSlug, { errorType, error }: LinkError) {
  return { ...resultOf(provider, errorType, null), error };
}

function resultOf(
  provider: ProviderSlug,
  errorType: string | null,
  connectionState: string | null,
): z.infer<typeof LinkResult> {
  return {
    state: errorType === null ? 'success' : 'error',
    redirect_url: null,
    error_type: errorType,
    error: null,
    provider_mfa: null,
    provider,
    connected: errorType === null,
    provider_id: null,
    connection_state: connectionState,
  };
}
