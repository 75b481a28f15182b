import { type Db, inTransaction } from '#db';
import { dateOf } from '#std/clock';
import { keyOfSecret, newSecret } from '#webhooks/http';
import { openSecret, sealPreviousSecret, sealSecret } from './endpoint-boxes.ts';
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
  return row ? openSecret(context.sealer, row) : null;
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
    const row = await findEndpointRow(db, teamId, endpointId, 'for change');
    if (!row) return { kind: 'endpoint-not-found' };
    // Moved as it is, the box would not open: it is bound to its column.
    const before = openSecret(context.sealer, row);
    await db
      .updateTable('webhook_endpoints')
      .set({
        previous_secret_sealed: sealPreviousSecret(context.sealer, endpointId, before),
        previous_secret_until: previousUntil,
        secret_sealed: sealSecret(context.sealer, endpointId, secret),
        updated_at: now,
      })
      .where('id', '=', endpointId)
      .execute();
    return { kind: 'rotated', secret, previousUntil };
  });
}
