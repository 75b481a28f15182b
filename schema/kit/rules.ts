import { type GraphQLSchema, isObjectType } from 'graphql';
import { assert } from '#std/assert';

/**
 * What must hold of the built schema: every root field says who may ask. A field that forgot it
 * would be open to everyone, so the process does not start with one.
 */
export function assertRights(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const root of roots) {
    if (!isObjectType(root)) continue;
    for (const field of Object.values(root.getFields())) {
      const options = field.extensions.pothosOptions as { authScopes?: unknown } | undefined;
      assert(options?.authScopes, `${root.name}.${field.name} does not say who may ask`);
    }
  }
  return schema;
}
