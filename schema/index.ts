import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import './error-types.ts';
import './scalars.ts';
import './viewer.ts';
import { assertRights } from './rules.ts';

/** The schema of the API. Each noun has a file, imported here for what it adds to the builder. */
export const schema: GraphQLSchema = assertRights(builder.toSchema({ sortSchema: true }));

export type { Context, Services } from './context.ts';
