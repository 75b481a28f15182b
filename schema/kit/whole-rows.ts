import {
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
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

type Selection = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

/** Whether brief rows of the type will do for what is selected along a path of names. */
export function isBriefEnough(
  type: GraphQLNamedType | undefined,
  selection: Selection,
  path: readonly string[],
): boolean {
  if (!isObjectType(type)) return false;
  const fields = type.getFields();
  return [...selectedNames(selection, path)].every((name) => {
    const field = fields[name];
    return name === '__typename' || (field !== undefined && !field.extensions.needsWholeRow);
  });
}

/** Never too few: those that `@skip` may leave out and those of fragments are among them. */
function selectedNames(
  { fieldNodes, fragments }: Selection,
  path: readonly string[],
): ReadonlySet<string> {
  let sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  for (const step of path) {
    const next: SelectionSetNode[] = [];
    for (const set of sets) {
      forEachField(set, fragments, (name, selectionSet) => {
        if (name === step && selectionSet) next.push(selectionSet);
      });
    }
    sets = next;
  }
  const names = new Set<string>();
  for (const set of sets) forEachField(set, fragments, (name) => names.add(name));
  return names;
}

function forEachField(
  { selections }: SelectionSetNode,
  fragments: GraphQLResolveInfo['fragments'],
  visit: (name: string, selectionSet: SelectionSetNode | undefined) => void,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      visit(selection.name.value, selection.selectionSet);
    } else {
      const set =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments[selection.name.value]?.selectionSet;
      if (set) forEachField(set, fragments, visit);
    }
  }
}
