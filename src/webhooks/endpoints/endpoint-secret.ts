import { type Db, inTransaction } from '#db';
import { dateOf } from '#std/clock';
import { keyOfSecret, newSecret } from '#webhooks/http';
import { findEndpointRow } from './find-endpoint.ts';
import type { WebhookContext } from './webhook-context.ts';

/**
 * Opens an endpoint's present secret; null when the team has no such endpoint. The caller audits
 * it.
 */
export async function readSecret(
  db: Db,
  context: WebhookContext,
  teamId: string,
  endpointId: string,
): Promise<string | null> {
  const row = await findEndpointRow(db, teamId, endpointId);
  return row ? context.sealer.open(row.secret_sealed, row.id) : null;
}

export type SecretRotation =
  | { readonly kind: 'rotated'; readonly secret: string; readonly previousUntil: Date }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'bad-secret' };

/**
 * Replaces an endpoint's secret. For a day the old secret signs as well as the new one. A second
 * rotation within that day drops the older of the two old secrets at once.
 */
export async function rotateSecret(
  db: Db,
  context: WebhookContext,
  teamId: string,
  endpointId: string,
  secret: string = newSecret(),
): Promise<SecretRotation> {
  if (!keyOfSecret(secret)) return { kind: 'bad-secret' };
  return inTransaction(db, async (db) => {
    const now = dateOf(context.clock);
    const previousUntil = new Date(now.getTime() + context.policy.secretGraceMs);
    const { numUpdatedRows } = await db
      .updateTable('webhook_endpoints')
      .set((q) => ({
        previous_secret_sealed: q.ref('secret_sealed'),
        previous_secret_until: previousUntil,
        secret_sealed: context.sealer.seal(secret, endpointId),
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
