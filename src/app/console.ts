import type { Config } from '#config';
import { cookieOf, createOwnSite, createSessionDoor, isOwnPage } from '#console';
import type { Db } from '#db';
import type { CredentialWatch } from '#live';
import type { CallerCheck, JsonDoor, Sessions } from '#server';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { networkOf } from '#std/network-of';
import { type Actor, type Authenticator, noteRefusedSession, type SessionActor } from '#teams';
import { version } from './version.ts';

/** What the sandbox adds to the console; no other gateway has any of it. */
export interface SandboxConsole {
  /** The team to which whoever sits at the machine may sign in by one click. */
  readonly teamName: string;
}

export interface Console {
  readonly sessions: Sessions<Actor>;
  readonly doors: readonly JsonDoor[];
}

export interface ConsoleParts {
  readonly config: Pick<Config, 'isConsoleServed' | 'publicUrl' | 'role'>;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly authenticator: Authenticator;
  readonly credentialWatch: CredentialWatch;
  readonly sandbox: SandboxConsole | null;
  readonly callerOf: (actor: SessionActor, address: string) => CallerCheck<Actor>;
}

/** The console's doors, and the sessions that count there; null where it is off. */
export function openConsole(parts: ConsoleParts): Console | null {
  const { config, db, clock, log, authenticator, credentialWatch, sandbox } = parts;
  if (!config.isConsoleServed || config.role === 'worker') return null;
  const site = createOwnSite(config.publicUrl);
  const sessionDoor = createSessionDoor({
    ...{ db, clock, log, site, authenticator, version },
    sandboxTeamName: sandbox?.teamName ?? null,
    onEnded: (sessionId) => credentialWatch.end(`session ${sessionId}`),
  });
  return {
    doors: [sessionDoor],
    sessions: {
      isOwnPage: (headers, door) =>
        isOwnPage(site, headers, door === 'socket' ? 'origin' : 'either'),
      secretOf: (headers) => cookieOf(site, headers),
      async check(secret, address) {
        const answer = await authenticator.authenticateSession(secret, networkOf(address));
        if (answer.kind === 'authenticated') return parts.callerOf(answer.actor, address);
        if (answer.kind === 'busy') return answer;
        if (answer.reason === 'unknown') return { kind: 'refused', reason: 'unknown' };
        await noteRefusedSession(db, clock, { secret, address });
        return { kind: 'refused', reason: 'expired' };
      },
    },
  };
}
