import { RequestCache } from '@pothos/plugin-scope-auth';
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import type { Context, Services } from './context.ts';
import './ambulatory-profile.ts';
import './api-key.ts';
import './audit-entry.ts';
import './connection.ts';
import './connections-query.ts';
import './day-summary.ts';
import './disconnect.ts';
import './episodes.ts';
import './error-types.ts';
import './event.ts';
import './user-export.ts';
import './events-query.ts';
import './gap.ts';
import './link.ts';
import './provider.ts';
import './refresh.ts';
import './sample.ts';
import './node.ts';
import './scalars.ts';
import './series.ts';
import './statistics.ts';
import './subscription.ts';
import './team.ts';
import './user-connections.ts';
import './user-deletion.ts';
import './user-token.ts';
import './user.ts';
import './viewer.ts';
import './webhook-delivery.ts';
import './webhook-endpoint.ts';
import './webhook-endpoint-keeping.ts';
import './webhook-failures.ts';
import './webhook-replay.ts';
import './webhook-secret.ts';
import './webhook-sending.ts';
import { giveIdsAtOnce } from './node-ids.ts';
import { assertRights } from './rules.ts';

/** The schema of the API. Each noun has a file, imported here for what it adds to the builder. */
export const schema: GraphQLSchema = giveIdsAtOnce(
  assertRights(builder.toSchema({ sortSchema: true })),
);

/** Lets go of what was found of a context's rights. */
export function endContext(context: Context): void {
  RequestCache.clearForContext(context);
}

export type { Context, Services };
