import { type ASTNode, type DocumentNode, GraphQLError, Kind, print, visit } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * A value that does not fit its type is found by validation or by coercion of the variables, which
 * know the value's place but do not say the argument's name. This adds `argument` and `expected`
 * to such errors, so that they read like an argument that a resolver refused.
 */
export function nameArguments(): Plugin {
  return {
    onValidate({ params }) {
      return ({ valid, result, setResult }) => {
        if (!valid) setResult(allNamed(result, params.documentAST));
      };
    },
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!('errors' in result) || !result.errors || 'data' in result) return;
        setResult({ ...result, errors: allNamed(result.errors, args.document) });
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result, setResult }) {
        if (!('errors' in result) || !result.errors || 'data' in result) return;
        setResult({ ...result, errors: allNamed(result.errors, args.document) });
      },
    }),
  };
}

function allNamed(errors: readonly Error[], document: DocumentNode): GraphQLError[] {
  const places = placesOf(document);
  return errors.map((error) => named(error as GraphQLError, places));
}

/** The argument's name for each value of the document, and for each variable by its name. */
type Places = ReadonlyMap<ASTNode | string, string>;

function placesOf(document: DocumentNode): Places {
  const places = new Map<ASTNode | string, string>();
  visit(document, {
    Argument({ name, value }) {
      visit(value, {
        enter(node) {
          const key = node.kind === Kind.VARIABLE ? node.name.value : node;
          if (!places.has(key)) places.set(key, name.value);
        },
      });
      return false;
    },
  });
  return places;
}

function named(error: GraphQLError, places: Places): GraphQLError {
  const [node] = error.nodes ?? [];
  if (!node || error.extensions.argument) return error;
  const isVariable = node.kind === Kind.VARIABLE_DEFINITION;
  const argument = places.get(isVariable ? node.variable.name.value : node);
  if (argument === undefined) return error;
  const expected = isVariable ? `a value of the type ${print(node.type)}` : undefined;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: {
      expected,
      ...error.extensions,
      code: 'INVALID_ARGUMENT',
      argument,
    },
  });
}
