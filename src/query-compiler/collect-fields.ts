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

interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Read by `@skip` and `@include`. */
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** By response key: the nodes that ask for the field, in their order. */
type CollectedFields = ReadonlyMap<string, FieldNodes>;
type FieldNodes = [FieldNode, ...FieldNode[]];

/** The fields that selection sets ask of an object of one type (GraphQL, 6.3.2: CollectFields). */
export function collectFields(
  context: SelectionContext,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const fields = new Map<string, FieldNodes>();
  const seen = new Set<string>();
  for (const set of selectionSets) collect(context, type, set, fields, seen);
  return fields;
}

function collect(
  context: SelectionContext,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  fields: Map<string, FieldNodes>,
  seenFragments: Set<string>,
): void {
  for (const selection of selections) {
    if (!isIncluded(context, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(name);
      if (nodes) nodes.push(selection);
      else fields.set(name, [selection]);
      continue;
    }
    const fragment = fragmentOf(context, selection, seenFragments);
    if (fragment && appliesTo(context, fragment, type)) {
      collect(context, type, fragment.selectionSet, fields, seenFragments);
    }
  }
}

type Fragment = Pick<FragmentDefinitionNode, 'selectionSet'> & {
  readonly typeCondition?: FragmentDefinitionNode['typeCondition'] | undefined;
};

function fragmentOf(
  { fragments }: SelectionContext,
  selection: Exclude<SelectionNode, FieldNode>,
  seen: Set<string>,
): Fragment | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  const name = selection.name.value;
  if (seen.has(name)) return undefined;
  seen.add(name);
  return fragments[name];
}

function isIncluded({ variableValues }: SelectionContext, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
}

function appliesTo(
  { schema }: SelectionContext,
  { typeCondition }: Fragment,
  type: GraphQLObjectType,
) {
  if (!typeCondition) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}
