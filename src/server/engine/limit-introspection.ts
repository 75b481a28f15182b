import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getIntrospectionQuery,
  Kind,
  parse,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { createPrices, type FindFragment, type Sizes, sizesOf } from './introspection-price.ts';

/**
 * Bounds on what an operation may ask of the schema itself. Introspection is answered in this
 * process alone, so no pool and no page holds it back, and aliases multiply it: 29 of them made five
 * megabytes of one request. It stands once in an operation, and its price is about the number of
 * characters that it is answered with: at most twice that of the standard query with all of its
 * options. The types of introspection itself (`__type(name: "__Type")`) are not counted but priced:
 * some tools ask for several at once, to see which options there are.
 */
export function limitIntrospection(schema: GraphQLSchema): Plugin {
  function introspectionRule(context: ValidationContext): ASTVisitor {
    const findFragment = (name: string) => context.getFragment(name);
    return {
      OperationDefinition({ selectionSet }) {
        const roots = introspectionOf(selectionSet, findFragment);
        if (roots.length === 0) return;
        const { sizes, priceMax } = termsOf(schema);
        const refusal = refusalOf(roots, createPrices(sizes, findFragment), priceMax);
        if (!refusal) return;
        context.reportError(
          new GraphQLError(refusal, {
            nodes: roots.slice(0, 2),
            extensions: { code: 'QUERY_TOO_COMPLEX' },
          }),
        );
      },
    };
  }

  return {
    onValidate({ addValidationRule }) {
      addValidationRule(introspectionRule);
    },
  };
}

interface Terms {
  readonly sizes: Sizes;
  readonly priceMax: number;
}

/** By schema, made when introspection is first asked for: it takes as long as all else of a start. */
const knownTerms = new WeakMap<GraphQLSchema, Terms>();

function termsOf(schema: GraphQLSchema): Terms {
  const known = knownTerms.get(schema);
  if (known) return known;
  const sizes = sizesOf(schema);
  const standard = parse(getIntrospectionQuery(everyOption));
  const fragments = new Map<string, FragmentDefinitionNode>();
  let priceMax = 0;
  for (const each of standard.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  for (const each of standard.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    priceMax = 2 * createPrices(sizes, (name) => fragments.get(name))(each.selectionSet);
  }
  const terms = { sizes, priceMax };
  knownTerms.set(schema, terms);
  return terms;
}

const everyOption = {
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

function refusalOf(
  roots: readonly FieldNode[],
  priceOf: (set: SelectionSetNode) => number,
  priceMax: number,
): string | null {
  if (roots.filter((field) => !isOfMetaType(field)).length > 1) {
    return 'An operation may ask for the schema once.';
  }
  const price = roots.reduce(
    (sum, { selectionSet }) => sum + (selectionSet ? priceOf(selectionSet) : 0),
    0,
  );
  return price > priceMax ? 'This asks for more of the schema than one answer holds.' : null;
}

const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);
/** The root fields of introspection. A fragment that is spread twice gives the same fields. */
function introspectionOf(set: SelectionSetNode, findFragment: FindFragment): FieldNode[] {
  const found: FieldNode[] = [];
  const visited = new Set<string>();

  function collectFragment(name: string): void {
    if (visited.has(name)) return;
    visited.add(name);
    const fragment = findFragment(name);
    if (fragment) collect(fragment.selectionSet);
  }

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) collectFragment(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (introspectionFields.has(selection.name.value)) found.push(selection);
    }
  }
  collect(set);
  return found;
}

function isOfMetaType({ name, arguments: given }: FieldNode): boolean {
  const value = given?.[0]?.value;
  return name.value === '__type' && value?.kind === Kind.STRING && value.value.startsWith('__');
}
