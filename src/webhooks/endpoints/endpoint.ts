import type { Selectable } from 'kysely';
import type { Database } from '#db';
import type { Sealer } from '#std/sealed-box';
import { openUrl } from './endpoint-boxes.ts';

/** Where a team receives webhooks, without its secrets. */
export interface Endpoint {
  readonly id: string;
  readonly teamId: string;
  readonly url: string;
  readonly description: string;
  /** Null: all. */
  readonly eventTypes: readonly string[] | null;
  /** Only events of this user; null: of all, and those of no user. */
  readonly userId: string | null;
  /** Names of the team's own headers; their values may be secrets. */
  readonly headerNames: readonly string[];
  readonly ratePerSecond: number | null;
  /** Null while enabled. */
  readonly disabled: { readonly at: Date; readonly reason: DisabledReason } | null;
  /** Since when every attempt failed; null after a success. */
  readonly failingSince: Date | null;
  /** Nothing is sent before this instant, because the receiver asked for a pause. */
  readonly slowedUntil: Date | null;
  /** Until when a replaced secret signs beside the present one. */
  readonly previousSecretUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** BY_TEAM: its team disabled it; GONE: it answered 410; FAILING: all attempts failed for days. */
export type DisabledReason = 'BY_TEAM' | 'GONE' | 'FAILING';

export type EndpointRow = Selectable<Database['webhook_endpoints']>;

export function endpointOfRow(row: EndpointRow, sealer: Sealer): Endpoint {
  const { disabled_at: at, disabled_reason: reason } = row;
  return {
    id: row.id,
    teamId: row.team_id,
    url: openUrl(sealer, row),
    description: row.description,
    eventTypes: row.event_types,
    userId: row.user_id,
    headerNames: row.header_names,
    ratePerSecond: row.rate_per_second,
    disabled: at && reason ? { at, reason } : null,
    failingSince: row.failing_since,
    slowedUntil: row.slowed_until,
    previousSecretUntil: row.previous_secret_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
