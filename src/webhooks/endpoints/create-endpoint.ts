import { type Db, inTransaction } from '#db';
import { findLogHead } from '#events';
import { dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { findUser, lockTeam } from '#teams';
import { keyOfSecret, newSecret } from '#webhooks/http';
import { type Endpoint, endpointOfRow } from './endpoint.ts';
import { columnsOfUrl, sealHeaders, sealSecret } from './endpoint-boxes.ts';
import {
  columnsOfSettings,
  type EndpointSettings,
  findSettingProblem,
  type SettingProblem,
} from './endpoint-settings.ts';
import { hrefOf, type JudgedUrl } from './judge-url.ts';
import type { WebhookContext } from './webhook-context.ts';

export interface NewEndpoint extends EndpointSettings {
  readonly teamId: string;
  readonly url: JudgedUrl;
  /** `whsec_…`, to keep the secret of a receiver that moves here; made up when absent. */
  readonly secret?: string | undefined;
}

export type EndpointCreation =
  | { readonly kind: 'created'; readonly endpoint: Endpoint; readonly secret: string }
  | { readonly kind: 'too-many-endpoints'; readonly endpointsMax: number }
  | { readonly kind: 'user-not-found' }
  | { readonly kind: 'bad-secret' }
  | SettingProblem;

/** Creates an endpoint. It receives the events that are appended from now on. */
export async function createEndpoint(
  db: Db,
  context: WebhookContext,
  endpoint: NewEndpoint,
): Promise<EndpointCreation> {
  const { teamId, userId, secret = newSecret() } = endpoint;
  const problem = findSettingProblem(endpoint);
  if (problem) return problem;
  if (!keyOfSecret(secret)) return { kind: 'bad-secret' };
  return inTransaction(db, async (db) => {
    await lockTeam(db, teamId);
    const { endpointsPerTeamMax: endpointsMax } = context.policy;
    if ((await countEndpoints(db, teamId)) >= endpointsMax) {
      return { kind: 'too-many-endpoints', endpointsMax };
    }
    if (userId && !(await findUser(db, teamId, { id: userId }))) return { kind: 'user-not-found' };
    return { kind: 'created', endpoint: await insert(db, context, endpoint, secret), secret };
  });
}

async function countEndpoints(db: Db, teamId: string): Promise<number> {
  const { count } = await db
    .selectFrom('webhook_endpoints')
    .select((q) => q.fn.countAll<number>().as('count'))
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

async function insert(
  db: Db,
  context: WebhookContext,
  endpoint: NewEndpoint,
  secret: string,
): Promise<Endpoint> {
  const id = newId(context.clock);
  const now = dateOf(context.clock);
  const row = await db
    .insertInto('webhook_endpoints')
    .values({
      ...columnsOfSettings(endpoint, (headers) => sealHeaders(context.sealer, id, headers)),
      ...columnsOfUrl(context.sealer, id, hrefOf(endpoint.url)),
      id,
      team_id: endpoint.teamId,
      secret_sealed: sealSecret(context.sealer, id, secret),
      concurrency: context.policy.concurrencyMax,
      created_position: (await findLogHead(db)).position,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return endpointOfRow(row, context.sealer);
}
