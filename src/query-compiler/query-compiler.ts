import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { textOf } from './pending-text.ts';
import type { QueryOperation, QueryRun } from './query-field.ts';
import { createSelectionWriter, NotCompiled, type Write } from './selection-writer.ts';

/** Compiles queries of valid documents, and keeps what it compiled as long as the documents are. */
export interface QueryCompiler {
  /**
   * The query with these variables, ready to run; null where it is for the caller to execute, such
   * as when the document has no query of that name, or a variable does not fit its type.
   */
  compile(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): RunnableQuery | null;
}

export interface RunnableQuery {
  readonly operation: OperationDefinitionNode;
  run(contextValue: unknown): Promise<QueryResult>;
}

/** `data` is JSON. */
export type QueryResult =
  | { readonly kind: 'complete'; readonly data: string }
  | { readonly kind: 'with-errors'; readonly data: string; readonly errors: GraphQLError[] };

/** Of one query; a field takes about a kilobyte. */
const fieldsMax = 1_000;
/** Of all together: strangers write documents, so when it is passed, all is compiled anew. */
const fieldsOfAllMax = 100_000;
/** Operations of one document, and of each, values of the variables that `@skip` reads. */
const entriesMax = 20;

export function createQueryCompiler(schema: GraphQLSchema): QueryCompiler {
  let kept = new WeakMap<DocumentNode, Map<string, KeptQuery | null>>();
  let fieldsOfAll = 0;

  /** Null for anything but a query. */
  function findQuery(document: DocumentNode, name: string | undefined): KeptQuery | null {
    const queries = kept.get(document) ?? new Map<string, KeptQuery | null>();
    kept.set(document, queries);
    const key = name === undefined ? '' : `named ${name}`;
    let query = queries.get(key);
    if (query === undefined) {
      query = queryOf(schema, document, name);
      addBounded(queries, key, query);
    }
    return query;
  }

  function findCompiled(
    { byConditions, conditions, ...query }: KeptQuery,
    variableValues: Readonly<Record<string, unknown>>,
  ): CompiledQuery | null {
    const key = conditions.map((condition) => `${variableValues[condition]}`).join();
    let compiled = byConditions.get(key);
    if (compiled === undefined) {
      compiled = compileQuery({ ...query, variableValues, fieldsMax });
      addBounded(byConditions, key, compiled);
      fieldsOfAll += compiled?.fieldCount ?? 0;
      if (fieldsOfAll > fieldsOfAllMax) {
        kept = new WeakMap();
        fieldsOfAll = 0;
      }
    }
    return compiled;
  }

  return {
    compile(document, operationName, variables) {
      const query = findQuery(document, operationName);
      if (!query) return null;
      const { operation } = query;
      const definitions = operation.variableDefinitions ?? [];
      const { coerced } = getVariableValues(schema, definitions, variables);
      const compiled = coerced && findCompiled(query, coerced);
      if (!compiled) return null;
      return { operation, run: (contextValue) => compiled.run(contextValue, coerced) };
    },
  };
}

interface KeptQuery extends QueryOperation {
  /** The variables by which directives decide what is selected. */
  readonly conditions: readonly string[];
  /** By the values of those variables; null where it was found not to be compiled. */
  readonly byConditions: Map<string, CompiledQuery | null>;
}

function queryOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | undefined,
): KeptQuery | null {
  const operation = getOperationAST(document, name);
  if (operation?.operation !== OperationTypeNode.QUERY) return null;
  const fragments = fragmentsOf(document);
  const conditions = conditionsOf(document);
  return { schema, operation, fragments, conditions, byConditions: new Map() };
}

/**
 * Works out once how the answer to a query is written. What is written, and which errors are told,
 * is what GraphQL prescribes (6.3 and 6.4).
 */
interface CompiledQuery {
  readonly fieldCount: number;
  run(contextValue: unknown, variableValues: Record<string, unknown>): Promise<QueryResult>;
}

interface CompileOptions extends QueryOperation {
  /** Those that `@skip` and `@include` read are compiled in: it holds for these values alone. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly fieldsMax: number;
}

/** Null for a query that asks for more than is compiled here. */
function compileQuery(options: CompileOptions): CompiledQuery | null {
  const type = options.schema.getQueryType();
  if (!type) return null;
  try {
    const { write, fieldCount } = createSelectionWriter(options, type);
    return { fieldCount, run: (context, variables) => runQuery(write, context, variables) };
  } catch (error) {
    if (error instanceof NotCompiled) return null;
    throw error;
  }
}

async function runQuery(
  write: Write,
  contextValue: unknown,
  variableValues: Record<string, unknown>,
): Promise<QueryResult> {
  const errors: GraphQLError[] = [];
  const run: QueryRun = { contextValue, variableValues, errors, argumentValues: new Map() };
  try {
    const data = await textOf(write(undefined, undefined, run));
    return errors.length === 0 ? { kind: 'complete', data } : { kind: 'with-errors', data, errors };
  } catch (error) {
    // A field that may not be null failed, and so did all around it.
    errors.push(error as GraphQLError);
    return { kind: 'with-errors', data: 'null', errors };
  }
}

function addBounded<Value>(entries: Map<string, Value>, key: string, value: Value): void {
  if (entries.size >= entriesMax) entries.clear();
  entries.set(key, value);
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node: DirectiveNode) {
      for (const { value } of node.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}
