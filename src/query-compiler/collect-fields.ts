import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** What selections are read with. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** By the name under which they are answered: the nodes that ask for one field, in their order. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** The fields that selection sets ask of an object of one type (GraphQL, 6.3.2: CollectFields). */
export function collectFields(
  reading: Reading,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  for (const set of selectionSets) collect(reading, type, set, fields, seen);
  return fields;
}

function collect(
  reading: Reading,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  seenFragments: Set<string>,
): void {
  for (const selection of selections) {
    if (!isIncluded(reading, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(name);
      if (nodes) nodes.push(selection);
      else fields.set(name, [selection]);
      continue;
    }
    const fragment = fragmentOf(reading, selection, seenFragments);
    if (fragment && appliesTo(reading, fragment, type)) {
      collect(reading, type, fragment.selectionSet, fields, seenFragments);
    }
  }
}

type Fragment = Pick<FragmentDefinitionNode, 'selectionSet'> & {
  readonly typeCondition?: FragmentDefinitionNode['typeCondition'] | undefined;
};

function fragmentOf(
  { fragments }: Reading,
  selection: Exclude<SelectionNode, FieldNode>,
  seen: Set<string>,
): Fragment | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const name = selection.name.value;
  if (seen.has(name)) return undefined;
  seen.add(name);
  return fragments[name];
}

function isIncluded({ variableValues }: Reading, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
}

function appliesTo({ schema }: Reading, { typeCondition }: Fragment, type: GraphQLObjectType) {
  if (!typeCondition) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
