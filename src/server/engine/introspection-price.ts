import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  introspectionFromSchema,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** How many entries the lists of introspection have on the average, and how long its texts are. */
export interface Sizes {
  readonly entries: ReadonlyMap<string, number>;
  readonly descriptionChars: number;
}

export type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

export function sizesOf(schema: GraphQLSchema): Sizes {
  const { types, directives } = introspectionFromSchema(schema).__schema;
  const totals = new Map<string, number>();
  const add = (name: string, count: number) => totals.set(name, (totals.get(name) ?? 0) + count);
  JSON.stringify(types, (name, value) => {
    if (Array.isArray(value)) add(name, value.length);
    if (name === 'description') {
      add('descriptions', 1);
      add('descriptionChars', String(value ?? '').length);
    }
    return value;
  });
  const average = (name: string, count: number) => (totals.get(name) ?? 0) / Math.max(1, count);
  const ofType = ['fields', 'inputFields', 'enumValues', 'interfaces', 'possibleTypes'];
  return {
    entries: new Map([
      ...ofType.map((name): [string, number] => [name, average(name, types.length)]),
      ['args', average('args', totals.get('fields') ?? 0)],
      ['types', types.length],
      ['directives', directives.length],
    ]),
    descriptionChars: average('descriptionChars', totals.get('descriptions') ?? 0),
  };
}

/** The characters of a key with its quotes, of a short value, and of the braces of an object. */
const charsOfLeaf = 25;

/** Makes the function that says about how many characters a selection is answered with. */
export function createPrices(sizes: Sizes, findFragment: FindFragment) {
  const ofFragments = new Map<string, number>();

  function ofFragment(name: string): number {
    const known = ofFragments.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is refused by another rule.
    ofFragments.set(name, 0);
    const fragment = findFragment(name);
    const price = fragment ? priceOf(fragment.selectionSet) : 0;
    ofFragments.set(name, price);
    return price;
  }

  function ofField({ name: { value: name }, selectionSet }: FieldNode): number {
    if (name === 'description') return charsOfLeaf + sizes.descriptionChars;
    if (!selectionSet) return charsOfLeaf;
    // Most types are wrapped once or twice, and tools ask for nine levels.
    const count = name === 'ofType' ? shareOfWrapped : (sizes.entries.get(name) ?? 1);
    return charsOfLeaf + count * priceOf(selectionSet);
  }

  function priceOf({ selections }: SelectionSetNode): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + ofFragment(selection.name.value);
      const isField = selection.kind === Kind.FIELD;
      return sum + (isField ? ofField(selection) : priceOf(selection.selectionSet));
    }, 0);
  }
  return priceOf;
}

const shareOfWrapped = 0.5;
