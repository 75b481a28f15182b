import type { GraphQLError } from 'graphql';
import { textOf } from './pending-text.ts';
import type { QueryOperation, QueryRun } from './query-field.ts';
import { createSelectionWriter, NotCompiled, type Write } from './selection-writer.ts';

/**
 * Works out once how the answer to a query is written. What is written, and which errors are told,
 * is what GraphQL prescribes (6.3 and 6.4).
 */
export interface CompiledQuery {
  readonly fieldCount: number;
  run(contextValue: unknown, variableValues: Record<string, unknown>): Promise<QueryResult>;
}

/** `data` is JSON. */
export type QueryResult =
  | { readonly kind: 'complete'; readonly data: string }
  | { readonly kind: 'with-errors'; readonly data: string; readonly errors: GraphQLError[] };

export interface CompileOptions extends QueryOperation {
  /** Those that `@skip` and `@include` read are compiled in: it holds for these values alone. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly fieldsMax: number;
}

/** Null for a query that asks for more than is compiled here. */
export function compileQuery(options: CompileOptions): CompiledQuery | null {
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
