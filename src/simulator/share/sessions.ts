import { createHash } from 'node:crypto';
import type { AccountRecord } from '#simulator/people';
import { newUuid, shapeUuid } from '#simulator/people';
import type { Random } from '#std/random';

/**
 * Sessions live for a fixed time from the login on, however much they are used; an account may have
 * many at once. One that ran out is known as such; one that an order made vanish never existed.
 */
export interface Sessions {
  open(record: AccountRecord, nowMs: number): string;
  /** `unknown`: never given out by this region, or gone. */
  find(sessionId: string, region: AccountRecord['region'], nowMs: number): SessionFinding;
  /** Returns how many sessions it took. */
  end(record: AccountRecord, how: SessionEnd): number;
  endOne(sessionId: string): void;
}

export type SessionEnd = 'vanish' | 'expire';

type SessionFinding =
  | { readonly state: 'active' | 'expired'; readonly record: AccountRecord }
  /** The account of a session that vanished is still known to the ledger, not to the client. */
  | { readonly state: 'unknown'; readonly record: AccountRecord | null };

interface Session {
  readonly record: AccountRecord;
  isGone: boolean;
  expiresAtMs: number;
}

/** The oldest sessions go first; enough for several of each of 100,000 accounts. */
const sessionsMax = 1_000_000;

/** Makes sessions outlive the simulator's process, as Dexcom's outlive ours. */
export interface KeptSessions {
  listAccounts(): Iterable<AccountRecord>;
}

/** With `kept`, each account has one session, under an id that only its account id decides. */
export function createSessions(
  random: Random,
  lifeMs: number,
  kept: KeptSessions | null = null,
): Sessions {
  const sessions = new Map<string, Session>();

  function recall(sessionId: string, nowMs: number): Session | undefined {
    for (const record of kept?.listAccounts() ?? []) {
      if (keptId(record) !== sessionId) continue;
      const session = { record, isGone: false, expiresAtMs: nowMs + lifeMs };
      sessions.set(sessionId, session);
      return session;
    }
    return undefined;
  }

  return {
    open(record, nowMs) {
      const sessionId = kept ? keptId(record) : newUuid(random);
      sessions.set(sessionId, { record, isGone: false, expiresAtMs: nowMs + lifeMs });
      if (sessions.size > sessionsMax) {
        for (const oldest of sessions.keys()) {
          sessions.delete(oldest);
          break;
        }
      }
      return sessionId;
    },
    find(sessionId, region, nowMs) {
      const id = sessionId.toLowerCase();
      const session = sessions.get(id) ?? recall(id, nowMs);
      if (session?.record.region !== region) return { state: 'unknown', record: null };
      if (session.isGone) return { state: 'unknown', record: session.record };
      const state = nowMs < session.expiresAtMs ? 'active' : 'expired';
      return { state, record: session.record };
    },
    end(record, how) {
      let count = 0;
      for (const session of sessions.values()) {
        if (session.record !== record || session.isGone) continue;
        if (how === 'vanish') session.isGone = true;
        else session.expiresAtMs = Number.NEGATIVE_INFINITY;
        count++;
      }
      return count;
    },
    endOne(sessionId) {
      const session = sessions.get(sessionId.toLowerCase());
      if (session) session.isGone = true;
    },
  };
}

function keptId({ accountId }: AccountRecord): string {
  const hex = createHash('sha256').update(`session of ${accountId}`).digest('hex');
  return shapeUuid(hex.slice(0, 32));
}
