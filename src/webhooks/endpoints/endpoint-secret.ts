import { type Db, inTransaction } from '#db';
import { dateOf } from '#std/clock';
import { keyOfSecret, newSecret } from '#webhooks/http';
import { findEndpointRow } from './find-endpoint.ts';
import type { WebhookKit } from './webhook-context.ts';

/** Opens an endpoint's present secret; null when the team has no such endpoint. To be audited. */
export async function readSecret(
  db: Db,
  kit: WebhookKit,
  teamId: string,
  endpointId: string,
): Promise<string | null> {
  const row = await findEndpointRow(db, teamId, endpointId);
  return row ? kit.sealer.open(row.secret_sealed, row.id) : null;
}

export type SecretRotation =
  | { readonly kind: 'rotated'; readonly secret: string; readonly previousUntil: Date }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'bad-secret' };

/**
 * Replaces an endpoint's secret; the one before signs beside it for a day. A secret that was
 * already being replaced signs no more: two at a time are enough to move on.
 */
export async function rotateSecret(
  db: Db,
  kit: WebhookKit,
  teamId: string,
  endpointId: string,
  secret: string = newSecret(),
): Promise<SecretRotation> {
  if (!keyOfSecret(secret)) return { kind: 'bad-secret' };
  return inTransaction(db, async (db) => {
    const now = dateOf(kit.clock);
    const previousUntil = new Date(now.getTime() + kit.policy.secretGraceMs);
    const { numUpdatedRows } = await db
      .updateTable('webhook_endpoints')
      .set((q) => ({
        previous_secret_sealed: q.ref('secret_sealed'),
        previous_secret_until: previousUntil,
        secret_sealed: kit.sealer.seal(secret, endpointId),
        updated_at: now,
      }))
      .where('id', '=', endpointId)
      .where('team_id', '=', teamId)
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return { kind: 'endpoint-not-found' };
    return { kind: 'rotated', secret, previousUntil };
  });
}
