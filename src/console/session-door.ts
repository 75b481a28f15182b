import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Db } from '#db';
import {
  createNetworkLimiter,
  createRateLimiter,
  type JsonAnswer,
  type JsonDoor,
  type JsonRequest,
  type RateLimiter,
} from '#server';
import { type Clock, systemClock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Log } from '#std/log';
import {
  type Authenticator,
  endSessions,
  findTeam,
  type SessionActor,
  type SessionEnd,
} from '#teams';
import { cookieHeader, cookieOf, isOwnPage, type OwnSite } from './own-site.ts';
import { endTexts, type FailureCode, failures } from './session-failures.ts';
import { readWayIn, type SignIn, signIn } from './sign-in.ts';

/** Where a browser signs in, asks who it is, and signs out. */
export interface SessionDoorParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly site: OwnSite;
  readonly authenticator: Authenticator;
  /** Where codes wait that may be made up. */
  readonly strangers: FairLine;
  readonly version: string;
  /** Whether the page may lead to GraphiQL. */
  readonly isGraphiqlServed: boolean;
  readonly sandboxTeamName: string | null;
  /** Ends the sockets of a session on this node at once. */
  readonly onEnded: (sessionId: string) => void;
}

const sessionPath = '/console/session';
/** Cookies outlive no session; the server judges its end all the same. */
const cookieSeconds = 7 * 24 * 3_600;
/** Wrong keys and codes of one network; a good one is let in whatever else its network sends. */
const wrongTriesPerMinute = 20;
/** What one session asks for, and how often one key signs in. */
const perMinutePerCredential = 600;

interface Door extends SessionDoorParts {
  readonly wrongTries: ReturnType<typeof createNetworkLimiter>;
  readonly perCredential: RateLimiter;
}

export function createSessionDoor(given: SessionDoorParts): JsonDoor {
  const clock = systemClock;
  const parts: Door = {
    ...given,
    wrongTries: createNetworkLimiter({ clock, perMinute: wrongTriesPerMinute }),
    perCredential: createRateLimiter({ clock, perMinute: perMinutePerCredential }),
  };
  return {
    path: sessionPath,
    async answer(request) {
      switch (request.method) {
        case 'GET':
          return tell(parts, request);
        case 'POST':
          return open(parts, request);
        case 'DELETE':
          return close(parts, request);
        default:
          return failure(parts, request, 'METHOD_NOT_ALLOWED');
      }
    },
  };
}

async function tell(parts: Door, request: JsonRequest): Promise<JsonAnswer> {
  if (!isOwnPage(parts.site, request.headers, 'either')) {
    return failure(parts, request, 'FOREIGN_ORIGIN');
  }
  const found = await findActor(parts, request);
  if (found.kind !== 'actor') return failure(parts, request, found.code, found.reason);
  const decision = parts.perCredential.take(`session ${found.actor.sessionId}`);
  if (!decision.isAllowed) return { ...failure(parts, request, 'RATE_LIMITED'), isKnown: true };
  return describe(parts, found.actor);
}

async function open(parts: Door, request: JsonRequest): Promise<JsonAnswer> {
  const { site } = parts;
  const { headers, address } = request;
  if (site.originOf(headers) === null) return failure(parts, request, 'NOT_HTTPS');
  if (!isOwnPage(site, headers, 'origin')) return failure(parts, request, 'FOREIGN_ORIGIN');
  const way = readWayIn(request.body);
  if (!way) return failure(parts, request, 'BAD_REQUEST');
  if ('sandbox' in way && !maySignInToSandbox(parts, request)) {
    return failure(parts, request, 'NO_SANDBOX');
  }
  const outcome = await signIn(parts, way, address);
  if (outcome.kind === 'refused') return refuse(parts, request, outcome);
  // Whatever session the browser had before is not gone on with, so none can be fixed beforehand.
  await endCookieSession(parts, request);
  const { secret } = outcome.creation;
  const check = await parts.authenticator.authenticateSession(secret, address);
  if (check.kind === 'busy') return { ...failure(parts, request, 'RATE_LIMITED'), isKnown: true };
  if (check.kind !== 'authenticated') return failure(parts, request, 'WRONG_KEY');
  const cookie = cookieHeader(site, headers, { value: secret, maxAgeSeconds: cookieSeconds });
  return { ...(await describe(parts, check.actor)), headers: { 'set-cookie': cookie } };
}

/** What was wrong spends the tries of its network, and is told of no more than these. */
function refuse(
  parts: Door,
  request: JsonRequest,
  { code, isKnown }: Extract<SignIn, { kind: 'refused' }>,
): JsonAnswer {
  const decision = isKnown ? null : parts.wrongTries.take(request.address);
  if (decision && !decision.isAllowed) {
    const headers = { 'retry-after': String(decision.retryAfterSeconds) };
    return { ...failure(parts, request, 'RATE_LIMITED'), headers };
  }
  const { requestId } = request;
  parts.log.warn('console.sign_in_refused', { requestId, reason: code });
  return { ...failure(parts, request, code), isKnown };
}

const signingOut = z.strictObject({ everywhere: z.boolean().optional() });

async function close(parts: SessionDoorParts, request: JsonRequest): Promise<JsonAnswer> {
  const { site } = parts;
  if (!isOwnPage(site, request.headers, 'origin')) return failure(parts, request, 'FOREIGN_ORIGIN');
  const { data: order } = signingOut.safeParse(request.body ?? {});
  if (!order) return failure(parts, request, 'BAD_REQUEST');
  const gone = cookieHeader(site, request.headers, { value: '', maxAgeSeconds: 0 });
  const isKnown = await endCookieSession(parts, request, order.everywhere);
  return { status: 204, headers: { 'set-cookie': gone }, body: null, isKnown };
}

/** Whether there was one. */
async function endCookieSession(
  parts: SessionDoorParts,
  request: JsonRequest,
  isEverywhere = false,
): Promise<boolean> {
  const { db, clock, authenticator, onEnded } = parts;
  const found = await findActor(parts, request);
  if (found.kind !== 'actor') return false;
  const { teamId, sessionId } = found.actor;
  const source = { kind: 'session', id: sessionId, address: request.address } as const;
  if (isEverywhere) {
    const alike = { teamId, alike: sessionId };
    await endSessions(db, clock, source, alike, 'signed-out-everywhere');
  } else await endSessions(db, clock, source, { teamId, sessionId }, 'signed-out');
  authenticator.clearCache();
  onEnded(sessionId);
  return true;
}

type Found =
  | { readonly kind: 'actor'; readonly actor: SessionActor }
  | {
      readonly kind: 'none';
      readonly code: 'SIGNED_OUT' | 'SESSION_ENDED' | 'RATE_LIMITED';
      readonly reason?: SessionEnd;
    };

async function findActor(
  { site, authenticator }: SessionDoorParts,
  { headers, address }: JsonRequest,
): Promise<Found> {
  const secret = cookieOf(site, headers);
  if (secret === null) return { kind: 'none', code: 'SIGNED_OUT' };
  const answer = await authenticator.authenticateSession(secret, address);
  if (answer.kind === 'authenticated') return { kind: 'actor', actor: answer.actor };
  if (answer.kind === 'busy') return { kind: 'none', code: 'RATE_LIMITED' };
  const { reason } = answer;
  if (reason === 'unknown' || reason === 'foreign-address') {
    return { kind: 'none', code: 'SIGNED_OUT' };
  }
  return { kind: 'none', code: 'SESSION_ENDED', reason };
}

async function describe(
  { db, version, isGraphiqlServed, sandboxTeamName }: SessionDoorParts,
  { teamId, role, scopes, expiresAt }: SessionActor,
): Promise<JsonAnswer> {
  const team = await findTeam(db, { id: teamId });
  const body = {
    team: team && { id: team.id, name: team.name },
    role,
    scopes,
    endsAt: expiresAt.toISOString(),
    isSandbox: sandboxTeamName !== null,
    isGraphiqlServed,
    version,
  };
  return { status: 200, body, isKnown: true };
}

const loopbackPeer = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;

/** One click is enough for whoever sits at the machine, and for nobody else. */
function maySignInToSandbox(
  { sandboxTeamName }: SessionDoorParts,
  { peerAddress, headers }: JsonRequest,
): boolean {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return (
    sandboxTeamName !== null &&
    !isForwarded &&
    loopbackPeer.test(peerAddress) &&
    isLoopbackHost(headers)
  );
}

/** A name that leads to this machine only: whoever owns another could have it lead here too. */
function isLoopbackHost({ host = '' }: IncomingHttpHeaders): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host);
}

function failure(
  { sandboxTeamName }: SessionDoorParts,
  request: JsonRequest,
  code: FailureCode,
  reason?: SessionEnd,
): JsonAnswer {
  const { status, whatToDo, ...general } = failures[code];
  const message = reason ? endTexts[reason] : general.message;
  const canSignInToSandbox =
    sandboxTeamName !== null &&
    isLoopbackHost(request.headers) &&
    loopbackPeer.test(request.peerAddress);
  return {
    status,
    headers: status === 429 ? { 'retry-after': '1' } : {},
    body: { error: { code, message, whatToDo, ...(reason ? { reason } : {}), canSignInToSandbox } },
  };
}
