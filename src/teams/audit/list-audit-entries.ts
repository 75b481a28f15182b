import type { Db } from '#db';
import type { AuditEntry } from './audit.ts';

export interface AuditListing {
  readonly teamId: string;
  /** Entries about this user only, and about these connections of the user. */
  readonly userId?: string | undefined;
  readonly connectionIds?: readonly string[];
  readonly action?: string | undefined;
  /** The id before which the page begins; the newest entry when absent. */
  readonly beforeId?: string | null | undefined;
  readonly limit: number;
}

/** A team's entries, newest first. */
export async function listAuditEntries(db: Db, listing: AuditListing): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('team_id', '=', listing.teamId)
    .$if(listing.userId !== undefined, (query) =>
      query
        .where('subject_kind', 'in', ['user', 'connection'])
        .where('subject_id', 'in', [listing.userId ?? '', ...(listing.connectionIds ?? [])]),
    )
    .$if(listing.action !== undefined, (query) => query.where('action', '=', listing.action ?? ''))
    .$if(typeof listing.beforeId === 'string', (query) =>
      query.where('id', '<', listing.beforeId ?? ''),
    )
    .orderBy('id', 'desc')
    .limit(listing.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    address: row.address,
    detail: row.detail,
    webhookUrlSealed: row.webhook_url_sealed,
  }));
}
