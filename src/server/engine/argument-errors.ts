import {
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  isEnumType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

/**
 * Adds `argument` and `expected` to the errors of values that do not fit their type, so that they
 * read like errors of arguments that a resolver refused. Validation and the coercion of variables,
 * which find such values, say where a value stands but not to which argument it belongs.
 */
export function nameArguments(): Plugin {
  return {
    onValidate({ params }) {
      return ({ valid, result, setResult }) => {
        if (!valid) setResult(allNamed(result, params.schema, params.documentAST));
      };
    },
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => nameInResult(args, result, setResult),
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: ({ result, setResult }) => nameInResult(args, result, setResult),
    }),
  };
}

/** An operation that did not run, since a variable does not fit, has errors and no data. */
function nameInResult(
  { schema, document }: Pick<ExecutionArgs, 'schema' | 'document'>,
  result: ExecutionResult | AsyncIterable<unknown>,
  setResult: (result: ExecutionResult) => void,
): void {
  if (isAsyncIterable(result) || !result.errors || result.data !== undefined) return;
  setResult({ ...result, errors: allNamed(result.errors, schema, document) });
}

function allNamed(
  errors: readonly Error[],
  schema: GraphQLSchema,
  document: DocumentNode,
): GraphQLError[] {
  const places = placesOf(schema, document);
  return errors.map((error) => named(error as GraphQLError, places, schema));
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

function named(error: GraphQLError, places: Places, schema: GraphQLSchema): GraphQLError {
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
      // For those alone who may know the schema.
      [enumValues]: valuesOf(type, schema),
      ...error.extensions,
      code: 'INVALID_ARGUMENT',
      argument: place.argument,
    },
  });
}

/** The extension that holds the values of an enum until it is known who is told. */
export const enumValues = 'enumValues';

/** The values of an enum, or of a list of it; undefined for other types. */
function valuesOf(type: string | undefined, schema: GraphQLSchema): string[] | undefined {
  const named = schema.getType(type?.replace(/[[\]!]/g, '') ?? '');
  return isEnumType(named) ? named.getValues().map(({ name }) => name) : undefined;
}
