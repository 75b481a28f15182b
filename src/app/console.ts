import type { Config } from '#config';
import { cookieOf, createOwnSite, createSessionDoor, isOwnPage } from '#console';
import type { Db } from '#db';
import type { CredentialWatch } from '#live';
import type { CallerCheck, JsonAnswer, JsonDoor, Sessions } from '#server';
import type { Clock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Log } from '#std/log';
import type { Actor, Authenticator, SessionActor } from '#teams';
import { version } from './version.ts';

/** What the sandbox adds to the console; no other gateway has any of it. */
export interface SandboxConsole {
  /** The team to which whoever sits at the machine may sign in by one click. */
  readonly teamName: string;
  /** Answers what an owner asks below `/console/sandbox/`. */
  answer(order: SandboxOrder): Promise<JsonAnswer>;
}

export interface SandboxOrder {
  readonly method: string;
  /** Behind `/console/sandbox/`. */
  readonly path: string;
  readonly body: unknown;
}

export interface Console {
  readonly sessions: Sessions<Actor>;
  readonly doors: readonly JsonDoor[];
}

export interface ConsoleParts {
  readonly config: Pick<Config, 'isConsoleServed' | 'isGraphiqlServed' | 'publicUrl' | 'role'>;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticator: Authenticator;
  /** Where credentials wait that were not seen before. */
  readonly strangers: FairLine;
  readonly credentialWatch: CredentialWatch;
  readonly sandbox: SandboxConsole | null;
  readonly callerOf: (actor: SessionActor) => CallerCheck<Actor>;
}

/** The console's doors, and the sessions that count there; null where it is off. */
export function openConsole(parts: ConsoleParts): Console | null {
  const { config, db, clock, log, authenticator, strangers, credentialWatch, sandbox } = parts;
  if (!config.isConsoleServed || config.role === 'worker') return null;
  const site = createOwnSite(config.publicUrl);
  const sessionDoor = createSessionDoor({
    ...{ db, clock, log, site, authenticator, strangers, version },
    isGraphiqlServed: config.isGraphiqlServed,
    sandboxTeamName: sandbox?.teamName ?? null,
    onEnded: (sessionId) => credentialWatch.end(`session ${sessionId}`),
  });
  const sessions: Sessions<Actor> = {
    isOwnPage: (headers, door) => isOwnPage(site, headers, door === 'socket' ? 'origin' : 'either'),
    secretOf: (headers) => cookieOf(site, headers),
    async check(secret, address) {
      const answer = await authenticator.authenticateSession(secret, address);
      if (answer.kind === 'authenticated') return parts.callerOf(answer.actor);
      if (answer.kind === 'busy') return answer;
      const { reason } = answer;
      const isTold = reason === 'unknown' || reason === 'foreign-address';
      return { kind: 'refused', reason: isTold ? reason : 'expired' };
    },
  };
  return {
    doors: [sessionDoor, ...(sandbox ? [sandboxDoorOf(sandbox, sessions)] : [])],
    sessions,
  };
}

const sandboxPath = '/console/sandbox/';

/** In the sandbox alone: for an owner who is signed in there, on the page itself. */
function sandboxDoorOf(
  sandbox: SandboxConsole,
  { check, isOwnPage, secretOf }: Sessions<Actor>,
): JsonDoor {
  return {
    path: sandboxPath,
    async answer({ method, path, headers, body, address }) {
      const needs = method === 'GET' ? 'http' : 'socket';
      if (!isOwnPage(headers, needs)) return refusal(403, 'FOREIGN_ORIGIN');
      const secret = secretOf(headers);
      const checked = secret === null ? null : await check(secret, address);
      if (checked?.kind !== 'authenticated') return refusal(401, 'SIGNED_OUT');
      const { actor } = checked.caller;
      if (actor.kind !== 'session' || actor.role !== 'owner') return refusal(403, 'ROLE_TOO_LOW');
      return sandbox.answer({ method, path: path.slice(sandboxPath.length), body });
    },
  };
}

const refusals = {
  FOREIGN_ORIGIN: 'This is for the pages of this gateway alone.',
  SIGNED_OUT: 'Nobody is signed in here.',
  ROLE_TOO_LOW: 'This is for an owner.',
} as const;

function refusal(status: number, code: keyof typeof refusals): JsonAnswer {
  return { status, body: { error: { code, message: refusals[code] } } };
}
