import type { Db } from '#db';
import { type Replay, replayOfRow } from './replay.ts';

export interface ReplayListing {
  readonly teamId: string;
  readonly endpointId: string;
  /** The id before which the page begins; the newest replay when absent. */
  readonly beforeId?: string | null | undefined;
  readonly limit: number;
}

/** An endpoint's replays, newest first. */
export async function listReplays(db: Db, listing: ReplayListing): Promise<Replay[]> {
  const { teamId, endpointId, beforeId, limit } = listing;
  const rows = await replaysOfTeam(db, teamId)
    .where('r.endpoint_id', '=', endpointId)
    .$if(typeof beforeId === 'string', (query) => query.where('r.id', '<', beforeId ?? ''))
    .orderBy('r.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(replayOfRow);
}

export async function findReplay(db: Db, teamId: string, replayId: string): Promise<Replay | null> {
  const row = await replaysOfTeam(db, teamId).where('r.id', '=', replayId).executeTakeFirst();
  return row ? replayOfRow(row) : null;
}

function replaysOfTeam(db: Db, teamId: string) {
  return db
    .selectFrom('webhook_replays as r')
    .innerJoin('webhook_endpoints as w', 'w.id', 'r.endpoint_id')
    .selectAll('r')
    .where('w.team_id', '=', teamId)
    .where('w.deleted_at', 'is', null);
}
