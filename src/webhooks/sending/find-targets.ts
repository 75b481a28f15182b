import type { Selectable } from 'kysely';
import type { Database, Db } from '#db';
import type { Sealer } from '#std/sealed-box';

/** An endpoint as the sender needs it, with its secrets in plain text. Never logged. */
export interface Target {
  readonly endpointId: string;
  readonly teamId: string;
  readonly url: string;
  readonly ratePerSecond: number | null;
  readonly concurrency: number;
  readonly slowedUntil: Date | null;
  readonly failingSince: Date | null;
  readonly isDisabled: boolean;
  /** All secrets that sign now, the present one first. */
  readonly secrets: readonly string[];
  /** The team's own headers, names and values in turn. */
  readonly headers: readonly string[];
}

/** Finds endpoints that are not deleted. Throws SealedBoxError when a secret cannot be opened. */
export async function findTargets(
  db: Db,
  sealer: Sealer,
  now: Date,
  endpointIds: readonly string[],
): Promise<ReadonlyMap<string, Target>> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', 'in', endpointIds)
    .where('deleted_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.id, targetOfRow(row, sealer, now)]));
}

function targetOfRow(
  row: Selectable<Database['webhook_endpoints']>,
  sealer: Sealer,
  now: Date,
): Target {
  const secrets = [sealer.open(row.secret_sealed, row.id)];
  const { previous_secret_sealed: previous, previous_secret_until: until } = row;
  if (previous && until && until > now) secrets.push(sealer.open(previous, row.id));
  return {
    endpointId: row.id,
    teamId: row.team_id,
    url: row.url,
    ratePerSecond: row.rate_per_second,
    concurrency: row.concurrency,
    slowedUntil: row.slowed_until,
    failingSince: row.failing_since,
    isDisabled: row.disabled_at !== null,
    secrets,
    headers: row.headers_sealed ? JSON.parse(sealer.open(row.headers_sealed, row.id)) : [],
  };
}
