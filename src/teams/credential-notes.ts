import { LRUCache } from 'lru-cache';
import { type Db, isDatabaseUnavailable } from '#db';
import { type Clock, dateOf } from '#std/clock';
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
  refusedKey(refused: Parameters<typeof noteRefusedKey>[2]): Promise<void>;
  refusedSession(refused: Parameters<typeof noteRefusedSession>[2]): Promise<void>;
}

const noteAgainMs = 60_000;
/** How many credentials are remembered as noted; the others cost one statement more. */
const notedMax = 10_000;

export function createCredentialNotes(db: Db, clock: Clock): CredentialNotes {
  const notedAtMs = new LRUCache<string, number>({ max: notedMax });
  return {
    async used(actor) {
      const id = actor.kind === 'session' ? actor.sessionId : actor.keyId;
      const nowMs = clock.monotonicMs();
      if (nowMs - (notedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < noteAgainMs) return;
      notedAtMs.set(id, nowMs);
      const now = dateOf(clock);
      const note = actor.kind === 'session' ? noteSessionUse : noteKeyUse;
      await note(db, id, now, new Date(now.getTime() - noteAgainMs)).catch(unlessUnavailable);
    },
    refusedKey: (refused) => noteRefusedKey(db, clock, refused).catch(unlessUnavailable),
    refusedSession: (refused) => noteRefusedSession(db, clock, refused).catch(unlessUnavailable),
  };
}

function unlessUnavailable(error: unknown): void {
  if (!isDatabaseUnavailable(error)) throw error;
}
