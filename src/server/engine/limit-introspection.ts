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
import { type FindFragment, priceOfIntrospection } from './introspection-price.ts';

/**
 * Bounds on what an operation may ask of the schema itself. Introspection is answered in this
 * process alone, so no pool and no page holds it back, and aliases multiply it: 29 of them made five
 * megabytes of one request. It stands once in an operation, and the price of a document is about the
 * number of characters that it is answered with: at most twice that of the standard query with all of
 * its options. The types of introspection itself (`__type(name: "__Type")`) are not counted but priced:
 * some tools ask for several at once, to see which options there are.
 */
export function limitIntrospection(schema: GraphQLSchema): Plugin {
  function introspectionRule(context: ValidationContext): ASTVisitor {
    const findFragment = (name: string) => context.getFragment(name);
    // Of all operations of the document, since each is judged, whichever is run.
    let price = 0;
    return {
      OperationDefinition({ selectionSet }) {
        const roots = introspectionOf(selectionSet, findFragment);
        if (roots.length === 0) return;
        const priceMax = priceMaxOf(schema);
        const options = { schema, findFragment, priceMax: priceMax - price };
        price += priceOfIntrospection(roots, options);
        const refusal = refusalOf(roots, price > priceMax);
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

/** By schema, found when introspection is first asked for. */
const knownPrices = new WeakMap<GraphQLSchema, number>();

/** Twice the price of the standard query with all of its options. */
function priceMaxOf(schema: GraphQLSchema): number {
  const known = knownPrices.get(schema);
  if (known !== undefined) return known;
  const { definitions } = parse(getIntrospectionQuery(everyOption));
  const findFragment: FindFragment = (name) =>
    definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
    ) as FragmentDefinitionNode | undefined;
  const roots = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? introspectionOf(each.selectionSet, findFragment) : [],
  );
  const options = { schema, findFragment, priceMax: Number.POSITIVE_INFINITY };
  const priceMax = 2 * priceOfIntrospection(roots, options);
  knownPrices.set(schema, priceMax);
  return priceMax;
}

const everyOption = {
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
};

function refusalOf(roots: readonly FieldNode[], isDear: boolean): string | null {
  if (roots.filter((field) => !isOfMetaType(field)).length > 1) {
    return 'An operation may ask for the schema once.';
  }
  return isDear ? 'This asks for more of the schema than one answer holds.' : null;
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
