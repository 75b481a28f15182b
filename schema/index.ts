import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './api-key.ts';
import './audit-entry.ts';
import './connection.ts';
import './connections-query.ts';
import './disconnect.ts';
import './error-types.ts';
import './event.ts';
import './events-query.ts';
import './link.ts';
import './provider.ts';
import './refresh.ts';
import './sample.ts';
import './node.ts';
import './scalars.ts';
import './subscription.ts';
import './team.ts';
import './user-deletion.ts';
import './user-token.ts';
import './user.ts';
import './viewer.ts';
import { assertRights } from './rules.ts';

/** The schema of the API. Each noun has a file, imported here for what it adds to the builder. */
export const schema: GraphQLSchema = assertRights(builder.toSchema({ sortSchema: true }));

export type { Context, Services } from './context.ts';
