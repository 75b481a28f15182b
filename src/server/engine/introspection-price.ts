import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isType,
  isWrappingType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

export interface PriceOptions {
  readonly schema: GraphQLSchema;
  readonly findFragment: FindFragment;
  /** Beyond it nothing is counted any more. */
  readonly priceMax: number;
}

/** The characters of a key with its quotes, of a short value, and of the braces of an object. */
const charsOfLeaf = 25;

/**
 * About how many characters root fields of introspection are answered with. They are gone through as
 * they would be answered, since lists within lists multiply by what each type holds: all errors
 * implement one interface, which has all of them as its possible types.
 */
export function priceOfIntrospection(
  roots: readonly FieldNode[],
  { schema, findFragment, priceMax }: PriceOptions,
): number {
  let price = 0;
  const spread = new Set<string>();

  function addField({ name: { value: name }, selectionSet }: FieldNode, of: object): void {
    price += charsOfLeaf;
    if (name === 'description') {
      price += (of as { description?: string | null }).description?.length ?? 0;
    }
    if (selectionSet) addAll(selectionSet, partsOf(schema, of, name));
  }

  /** A fragment that spreads itself is refused by another rule. */
  function addFragment(name: string, of: object): void {
    const fragment = findFragment(name);
    if (!fragment || spread.has(name)) return;
    spread.add(name);
    add(fragment.selectionSet, of);
    spread.delete(name);
  }

  function add({ selections }: SelectionSetNode, of: object): void {
    for (const selection of selections) {
      // What is answered with nothing takes time too.
      price += 1;
      if (price > priceMax) return;
      if (selection.kind === Kind.FIELD) addField(selection, of);
      else if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet, of);
      else addFragment(selection.name.value, of);
    }
  }

  function addAll(selectionSet: SelectionSetNode, parts: readonly object[]): void {
    for (const part of parts) {
      if (price > priceMax) return;
      add(selectionSet, part);
    }
  }

  for (const root of roots) {
    if (root.selectionSet) addAll(root.selectionSet, partsOfRoot(schema, root));
  }
  return price;
}

/** Of a type that a variable names, all that it may be. */
function partsOfRoot(schema: GraphQLSchema, root: FieldNode): readonly object[] {
  if (root.name.value === '__schema') return [schema];
  const name = root.arguments?.[0]?.value;
  if (name?.kind !== Kind.STRING) return typesOf(schema);
  return someOf(schema.getType(name.value));
}

/** What a field of introspection gives of a part of the schema. */
function partsOf(schema: GraphQLSchema, of: object, name: string): readonly object[] {
  if (of === schema) return partsOfSchema(schema, name);
  if (isType(of)) return partsOfType(schema, of, name);
  const { args = [], type } = of as { args?: readonly object[]; type?: GraphQLType };
  return name === 'args' ? args : name === 'type' ? someOf(type) : [];
}

function partsOfSchema(schema: GraphQLSchema, name: string): readonly object[] {
  switch (name) {
    case 'types':
      return typesOf(schema);
    case 'directives':
      return schema.getDirectives();
    case 'queryType':
      return someOf(schema.getQueryType());
    case 'mutationType':
      return someOf(schema.getMutationType());
    case 'subscriptionType':
      return someOf(schema.getSubscriptionType());
    default:
      return [];
  }
}

function partsOfType(schema: GraphQLSchema, type: GraphQLType, name: string): readonly object[] {
  const hasFields = isObjectType(type) || isInterfaceType(type);
  switch (name) {
    case 'fields':
      return hasFields ? Object.values(type.getFields()) : [];
    case 'interfaces':
      return hasFields ? type.getInterfaces() : [];
    case 'possibleTypes':
      return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    case 'inputFields':
      return isInputObjectType(type) ? Object.values(type.getFields()) : [];
    case 'enumValues':
      return isEnumType(type) ? type.getValues() : [];
    case 'ofType':
      return isWrappingType(type) ? [type.ofType] : [];
    default:
      return [];
  }
}

function typesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap());
}

function someOf<Part>(part: Part | null | undefined): readonly Part[] {
  return part ? [part] : [];
}
