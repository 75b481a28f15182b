import type { Selectable } from 'kysely';
import type { Database, Db } from '#db';
import { SealedBoxError, type Sealer } from '#std/sealed-box';
import {
  addressTagOf,
  openHeaders,
  openPreviousSecret,
  openSecret,
  openUrl,
} from '#webhooks/endpoints';

/** An endpoint as the sender needs it, with its secrets in plain text. Never logged. */
export interface Target {
  readonly endpointId: string;
  readonly teamId: string;
  readonly url: string;
  /** Tells the address from another without saying it. */
  readonly addressTag: string;
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

export interface FoundTargets {
  readonly targets: readonly Target[];
  /** Endpoints of which something sealed does not open: nothing can be sent to them. */
  readonly unopenedIds: readonly string[];
}

/** Finds endpoints that are not deleted. One that does not open keeps no other from being found. */
export async function findTargets(
  db: Db,
  sealer: Sealer,
  now: Date,
  endpointIds: readonly string[],
): Promise<FoundTargets> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', 'in', endpointIds)
    .where('deleted_at', 'is', null)
    .execute();
  const targets: Target[] = [];
  const unopenedIds: string[] = [];
  for (const row of rows) {
    try {
      targets.push(targetOfRow(row, sealer, now));
    } catch (error) {
      if (!(error instanceof SealedBoxError)) throw error;
      unopenedIds.push(row.id);
    }
  }
  return { targets, unopenedIds };
}

function targetOfRow(
  row: Selectable<Database['webhook_endpoints']>,
  sealer: Sealer,
  now: Date,
): Target {
  const secrets = [openSecret(sealer, row)];
  const { previous_secret_sealed: previous, previous_secret_until: until } = row;
  if (previous && until && until > now) {
    secrets.push(openPreviousSecret(sealer, row.id, previous));
  }
  return {
    endpointId: row.id,
    teamId: row.team_id,
    url: openUrl(sealer, row),
    addressTag: addressTagOf(row),
    ratePerSecond: row.rate_per_second,
    concurrency: row.concurrency,
    slowedUntil: row.slowed_until,
    failingSince: row.failing_since,
    isDisabled: row.disabled_at !== null,
    secrets,
    headers: openHeaders(sealer, row),
  };
}
