import { LRUCache } from 'lru-cache';
import { type Db, isDatabaseUnavailable } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import type { TeamActor } from './audit/index.ts';
import { noteKeyUse, noteRefusedKey } from './keys/index.ts';
import { noteRefusedSession, noteSessionUse } from './sessions/index.ts';

/**
 * Notes for people when a credential was used, and that one was refused. A request never fails by
 * it: of a database that is only read from, or down, nothing is noted.
 */
export interface CredentialNotes {
  /** Written at most once a minute, since a busy credential must not rewrite its row. */
  used(actor: TeamActor): Promise<void>;
  /** Asked of the database once an hour of a key and reason, since who is refused may go on trying. */
  refusedKey(refused: Parameters<typeof noteRefusedKey>[2]): Promise<void>;
  /** Likewise of a session. */
  refusedSession(refused: Parameters<typeof noteRefusedSession>[2]): Promise<void>;
}

const noteAgainMs = 60_000;
/** What goes on being used after its end is told once in so long. */
const tellAgainMs = 3_600_000;
/** How many credentials are remembered as noted; the others cost one statement more. */
const notedMax = 10_000;

export function createCredentialNotes(db: Db, clock: Clock): CredentialNotes {
  const quietUntilMs = new LRUCache<string, number>({ max: notedMax });

  /** Writes a note of `key` unless one was written here within `againMs`. */
  async function note(
    key: string,
    againMs: number,
    write: (now: Date, since: Date) => Promise<void>,
  ): Promise<void> {
    const nowMs = clock.monotonicMs();
    if (nowMs < (quietUntilMs.get(key) ?? Number.NEGATIVE_INFINITY)) return;
    quietUntilMs.set(key, nowMs + againMs);
    const now = dateOf(clock);
    try {
      await write(now, new Date(now.getTime() - againMs));
    } catch (error) {
      quietUntilMs.set(key, nowMs + noteAgainMs);
      if (!isDatabaseUnavailable(error)) throw error;
    }
  }

  return {
    used(actor) {
      const isSession = actor.kind === 'session';
      const id = isSession ? actor.sessionId : actor.keyId;
      const noteUse = isSession ? noteSessionUse : noteKeyUse;
      return note(id, noteAgainMs, (now, since) => noteUse(db, id, now, since));
    },
    refusedKey: (refused) =>
      note(`${refused.keyId} ${refused.reason}`, tellAgainMs, (_now, since) =>
        noteRefusedKey(db, clock, refused, since),
      ),
    refusedSession: (refused) =>
      note(
        `${hashSecret(refused.secret).toString('base64')} ${refused.reason}`,
        tellAgainMs,
        (_now, since) => noteRefusedSession(db, clock, refused, since),
      ),
  };
}
