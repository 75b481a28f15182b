import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * The names of the fields that are selected below a field, along a path of names: never too few, as
 * those that `@skip` may leave out and those of fragments of any type are among them. For resolvers
 * that read less where less is asked for.
 */
export function selectedNames(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
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
