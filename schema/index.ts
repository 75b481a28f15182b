import { RequestCache } from '@pothos/plugin-scope-auth';
import type { GraphQLSchema } from 'graphql';
import { assertRights, builder, type Context, giveIdsAtOnce, type Services } from './kit/index.ts';
import './connections/index.ts';
import './events/index.ts';
import './glucose/index.ts';
import './teams/index.ts';
import './users/index.ts';
import './webhooks/index.ts';

/**
 * The GraphQL contract, a folder for each noun and a file for each type. A resolver is one call of
 * a verb of the rooms; there is no SQL and no request in here. `kit/` is what the nouns are built
 * with: the builder, ids, pages, rights and failures.
 */
export const schema: GraphQLSchema = giveIdsAtOnce(
  assertRights(builder.toSchema({ sortSchema: true })),
);

/** Lets go of what was found of a context's rights. */
export function endContext(context: Context): void {
  RequestCache.clearForContext(context);
}

export type { Context, Services };
