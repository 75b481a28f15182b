import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

interface CountedContext {
  readonly facts?: { readonly takeMore?: ((count: number) => boolean) | undefined };
}

/**
 * Each field of a mutation is a change of its own, by whatever alias, and counts as a request: the
 * first was counted when the request came in. Where the caller has too few left, none is made.
 */
export function countMutations(): Plugin<CountedContext> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== 'mutation') return;
      const count = countFields(operation.selectionSet, args.document);
      const { takeMore } = args.contextValue.facts ?? {};
      if (count < 2 || !takeMore || takeMore(count - 1)) return;
      const message = `Each of these ${count} changes counts as a request, and there are fewer left.`;
      const error = new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } });
      setResultAndStopExecution({ errors: [error] });
    },
  };
}

/** A valid document has no circle of fragments. */
function countFields({ selections }: SelectionSetNode, document: DocumentNode): number {
  let count = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      count += countFields(selection.selectionSet, document);
    } else {
      const { value } = selection.name;
      const found = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === value,
      );
      if (found?.kind === Kind.FRAGMENT_DEFINITION) {
        count += countFields(found.selectionSet, document);
      }
    }
  }
  return count;
}
