import { sql } from 'kysely';
import type { Db } from '#db';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import { type BoxForms, SealedBoxError } from '#std/sealed-box';
import type { Service } from '#std/service';
import { formsOf, type Sealing } from './sealing.ts';

/**
 * Writes down every few seconds that this node is there, which keys it knows and in which form it
 * seals, and learns how it is to seal from now on. What it writes is what it already does.
 */
export interface NodeRegister extends Service {
  /** Throws SealedBoxError while the database may have changed its mind unheard. */
  forms(): BoxForms;
}

export interface NodeFacts {
  readonly id: string;
  readonly version: string;
  readonly role: string;
  /** The ids of its encryption keys, the one that seals first. */
  readonly keyIds: readonly string[];
}

export interface NodeRegisterOptions {
  readonly db: Db;
  /** The platform's: nodes live in real time, also where the product runs on a test's own. */
  readonly wallClock: Clock;
  readonly log: Log;
  readonly node: NodeFacts;
  readonly beatMs?: number;
}

const beatMsDefault = 5_000;
/** A node that was cut off for longer than this seals nothing in a form that may be outdated. */
const believedForMs = 30_000;

export function createNodeRegister(options: NodeRegisterOptions): NodeRegister {
  const { db, wallClock, log, node, beatMs = beatMsDefault } = options;
  let sealing: Sealing | null = null;
  let heardAtMs = 0;

  async function beat(): Promise<void> {
    const askedAtMs = wallClock.monotonicMs();
    const told = await tell(db, node, sealing);
    const isNews = told !== sealing;
    sealing = told;
    heardAtMs = askedAtMs;
    if (isNews) await tell(db, node, sealing);
  }

  const loop = createLoop({
    name: 'node-register',
    clock: wallClock,
    log,
    retryMs: beatMs,
    async step() {
      await beat();
      return beatMs;
    },
  });

  return {
    forms() {
      if (sealing === null) throw new SealedBoxError('unsure', 'the node has not begun');
      const isOld = wallClock.monotonicMs() - heardAtMs > believedForMs;
      if (sealing === 'form-1' && isOld) {
        throw new SealedBoxError('unsure', 'the database was not heard of for too long');
      }
      return formsOf[sealing];
    },
    async start() {
      if (sealing !== null) return;
      await beat();
      await loop.start();
    },
    async stop() {
      await loop.stop();
      // Where the database cannot be reached, the row is soon too old to count.
      await db
        .deleteFrom('nodes')
        .where('id', '=', node.id)
        .execute()
        .catch(() => {});
    },
  };
}

/** Rows of nodes that ended without a word. */
const forgottenAfter = '1 day';

/** Returns how the database wants secrets to be sealed. By its clock: nodes live in real time. */
async function tell(db: Db, node: NodeFacts, sealing: Sealing | null): Promise<Sealing> {
  const { id, version, role, keyIds } = node;
  const { rows } = await sql<{ sealing: Sealing | null }>`
    with forgotten as (
      delete from nodes where seen_at < now() - ${forgottenAfter}::interval
    )
    insert into nodes (id, version, role, key_ids, sealing, started_at, seen_at)
    values (${id}, ${version}, ${role}, ${keyIds}::text[], ${sealing}, now(), now())
    on conflict (id) do update set seen_at = excluded.seen_at, sealing = excluded.sealing
    returning (select d.sealing from deployment d) as sealing`.execute(db);
  return rows[0]?.sealing ?? 'form-2';
}
