import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';

/**
 * A plugin of GraphQL Code Generator: prints each operation as a plain string that carries the types
 * of its result and variables, with the fragments that it needs. So a page that sends a few
 * operations ships their text and nothing else.
 */
interface Source {
  readonly document?: { readonly definitions: readonly Definition[] };
}
type Definition = { readonly kind: string } | FragmentDefinitionNode | OperationDefinitionNode;

export function plugin(_schema: unknown, sources: readonly Source[]) {
  const definitions = sources.flatMap(({ document }) => document?.definitions ?? []);
  const fragments = new Map(definitions.filter(isFragment).map((each) => [each.name.value, each]));
  const operations = definitions.filter(isOperation);
  return {
    prepend: ["import type { Operation } from '../operation.ts';"],
    content: operations.map((operation) => constantOf(operation, fragments)).join('\n'),
  };
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function constantOf(operation: OperationDefinitionNode, fragments: Fragments): string {
  const name = operation.name?.value ?? '';
  const kind = operation.operation[0]?.toUpperCase() + operation.operation.slice(1);
  const text = [operation, ...fragmentsOf(operation, fragments)].map(terse).join(' ');
  const types = `${name}${kind}, ${name}${kind}Variables`;
  return `export const ${name} = ${JSON.stringify(text)} as Operation<${types}>;`;
}

/** Those that it spreads, and those that they spread. */
function fragmentsOf(operation: OperationDefinitionNode, fragments: Fragments) {
  const found = new Set<FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || found.has(fragment)) return;
        found.add(fragment);
        collect(fragment);
      },
    });
  collect(operation);
  return found;
}

/** Without the spaces and line ends that only people need. */
const terse = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
  print(node)
    .replace(/\s+/g, ' ')
    .replace(/ ?([{}(),:!|]) ?/g, '$1');

function isFragment(definition: Definition): definition is FragmentDefinitionNode {
  return definition.kind === Kind.FRAGMENT_DEFINITION;
}

function isOperation(definition: Definition): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}
