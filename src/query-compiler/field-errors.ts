import {
  GraphQLError,
  type GraphQLOutputType,
  isNonNullType,
  locatedError,
  responsePathAsArray,
} from 'graphql';
import type { Path, QueryField, QueryRun } from './query-field.ts';

/**
 * Errors of values (GraphQL, 6.4.4). Where the type allows for null, a value that failed is written
 * as null and its error is kept for the answer; elsewhere the error is thrown on, to the value
 * around it.
 */
export function nullFor(
  error: unknown,
  { nodes }: QueryField,
  type: GraphQLOutputType,
  path: Path,
  run: QueryRun,
): 'null' {
  const keys = responsePathAsArray(path);
  for (const each of error instanceof AggregateError ? error.errors : [error]) {
    const located = locatedError(each, nodes, keys);
    if (isNonNullType(type)) throw located;
    run.errors.push(located);
  }
  return 'null';
}

/** What is written of null, or of a value that is not there. */
export function writeNull(field: QueryField, type: GraphQLOutputType): 'null' {
  if (!isNonNullType(type)) return 'null';
  throw new Error(`Cannot return null for non-nullable field ${qualifiedName(field)}.`);
}

export function iterableOf(value: unknown, field: QueryField): Iterable<unknown> {
  if (isIterable(value)) return value;
  const name = qualifiedName(field);
  throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function qualifiedName({ parentType, definition }: QueryField): string {
  return `${parentType.name}.${definition.name}`;
}
