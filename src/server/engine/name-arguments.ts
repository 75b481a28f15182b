import {
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
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
        if (!valid) setResult(allNamed(result, params.schema, params.documentAST));
      };
    },
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!('errors' in result) || !result.errors || 'data' in result) return;
        setResult({ ...result, errors: allNamed(result.errors, args.schema, args.document) });
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult({ result, setResult }) {
        if (!('errors' in result) || !result.errors || 'data' in result) return;
        setResult({ ...result, errors: allNamed(result.errors, args.schema, args.document) });
      },
    }),
  };
}

function allNamed(
  errors: readonly Error[],
  schema: GraphQLSchema,
  document: DocumentNode,
): GraphQLError[] {
  const places = placesOf(schema, document);
  return errors.map((error) => named(error as GraphQLError, places));
}

interface Place {
  readonly argument: string;
  readonly type: string | undefined;
}

/** The argument of each value of the document, and of each variable by its name. */
type Places = ReadonlyMap<ASTNode | string, Place>;

function placesOf(schema: GraphQLSchema, document: DocumentNode): Places {
  const places = new Map<ASTNode | string, Place>();
  const types = new TypeInfo(schema);
  const note = {
    Argument({ name, value }: ArgumentNode) {
      const place = { argument: name.value, type: types.getArgument()?.type.toString() };
      visit(value, {
        enter(node) {
          const key = node.kind === Kind.VARIABLE ? node.name.value : node;
          if (!places.has(key)) places.set(key, place);
        },
      });
    },
  };
  visit(document, visitWithTypeInfo(types, note));
  return places;
}

function named(error: GraphQLError, places: Places): GraphQLError {
  const [node] = error.nodes ?? [];
  if (!node || error.extensions.argument) return error;
  const isVariable = node.kind === Kind.VARIABLE_DEFINITION;
  const place = places.get(isVariable ? node.variable.name.value : node);
  if (!place) return error;
  const type = isVariable ? print(node.type) : place.type;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: {
      expected: `a value of the type ${type}`,
      ...error.extensions,
      code: 'INVALID_ARGUMENT',
      argument: place.argument,
    },
  });
}
