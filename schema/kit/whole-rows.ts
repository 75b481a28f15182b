import { type GraphQLNamedType, isObjectType } from 'graphql';
import { assert } from '#std/assert';
import type { Context } from './context.ts';

/**
 * Users, samples and connections are read in brief where that is enough, at half the price. Their
 * types in the schema are made of both kinds of row, so a resolver that takes what only a whole row
 * has does not compile; such a field is declared with `wholeField`. The extension that this leaves on
 * the field is what tells, before the rows are read, whether brief ones will do.
 */
declare module 'graphql/type/definition.js' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    readonly needsWholeRow?: true;
  }
}

/** Makes the resolvers of the fields that need a whole row. */
export function wholeField<Brief extends object, Whole extends Brief>(
  isWhole: (row: Brief | Whole) => row is Whole,
) {
  return <Value>(resolve: (row: Whole, context: Context) => Value) => ({
    extensions: { needsWholeRow: true } as const,
    resolve(row: Brief | Whole, _args: unknown, context: Context): Value {
      assert(isWhole(row), 'a row was read in brief although a field needs all of it');
      return resolve(row, context);
    },
  });
}

/** Whether brief rows will do for fields with these names. */
export function isBriefEnough(
  type: GraphQLNamedType | undefined,
  names: ReadonlySet<string>,
): boolean {
  if (!isObjectType(type)) return false;
  const fields = type.getFields();
  return [...names].every((name) => {
    const field = fields[name];
    return name === '__typename' || (field !== undefined && !field.extensions.needsWholeRow);
  });
}
