import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { assert } from '#std/assert';
import { encodeGlobalId } from './global-id.ts';

/**
 * The plugin's resolver of `id` is asynchronous, which makes a page of a hundred things wait for a
 * hundred promises. All our nodes have their id at hand, under that name.
 */
export function giveIdsAtOnce(schema: GraphQLSchema): GraphQLSchema {
  const node = schema.getType('Node');
  assert(isInterfaceType(node), 'nothing has a global id');
  for (const type of schema.getImplementations(node).objects) {
    const field = type.getFields().id;
    assert(field, `${type.name} has no id`);
    field.resolve = ({ id }) => encodeGlobalId(type.name, id);
  }
  return schema;
}
