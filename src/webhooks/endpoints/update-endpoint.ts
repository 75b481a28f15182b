import { type Db, inTransaction } from '#db';
import { dateOf } from '#std/clock';
import { findUser } from '#teams';
import { type Endpoint, endpointOfRow } from './endpoint.ts';
import { columnsOfUrl, sealHeaders } from './endpoint-boxes.ts';
import {
  columnsOfSettings,
  type EndpointSettings,
  findSettingProblem,
  type SettingProblem,
} from './endpoint-settings.ts';
import { hrefOf, type JudgedUrl } from './judge-url.ts';
import type { WebhookContext } from './webhook-context.ts';

export interface EndpointChange extends EndpointSettings {
  readonly teamId: string;
  readonly endpointId: string;
  readonly url?: JudgedUrl | undefined;
  /** Enabling clears the reason why it was disabled, and its failures. */
  readonly isEnabled?: boolean | undefined;
}

export type EndpointUpdate =
  | { readonly kind: 'updated'; readonly endpoint: Endpoint }
  | { readonly kind: 'endpoint-not-found' }
  | { readonly kind: 'user-not-found' }
  | SettingProblem;

/** Changes an endpoint. An attempt that is already in flight still uses the old settings. */
export async function updateEndpoint(
  db: Db,
  context: WebhookContext,
  change: EndpointChange,
): Promise<EndpointUpdate> {
  const { teamId, endpointId, url, userId, isEnabled } = change;
  const problem = findSettingProblem(change);
  if (problem) return problem;
  return inTransaction(db, async (db) => {
    if (userId && !(await findUser(db, teamId, { id: userId }))) return { kind: 'user-not-found' };
    const row = await db
      .updateTable('webhook_endpoints')
      .set({
        ...columnsOfSettings(change, (headers) => sealHeaders(context.sealer, endpointId, headers)),
        ...(url === undefined ? {} : columnsOfUrl(context.sealer, endpointId, hrefOf(url))),
        ...(isEnabled === true ? enabled(context) : {}),
        updated_at: dateOf(context.clock),
      })
      .$if(isEnabled === false, (update) =>
        update.set((q) => ({
          disabled_at: q.fn.coalesce('disabled_at', q.val(dateOf(context.clock))),
          disabled_reason: q.fn.coalesce('disabled_reason', q.val('BY_TEAM' as const)),
        })),
      )
      .where('id', '=', endpointId)
      .where('team_id', '=', teamId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) return { kind: 'endpoint-not-found' };
    return { kind: 'updated', endpoint: endpointOfRow(row, context.sealer) };
  });
}

function enabled({ policy }: WebhookContext) {
  return {
    disabled_at: null,
    disabled_reason: null,
    failing_since: null,
    slowed_until: null,
    concurrency: policy.concurrencyMax,
  };
}
