/**
 * Runs GraphQL queries fast: a valid query is compiled once, into functions that go from resolvers
 * to the JSON text of the answer without a tree of results in between. Knows graphql-js and nothing
 * of ours.
 *
 * `query-compiler` compiles a query, keeps it as long as its document, and runs it;
 * `selection-writer` makes the functions, with `collect-fields` (what is selected), `query-field`
 * (how a resolver is called), `leaf-serializers` (scalars and enums), `pending-text` (values that
 * come later) and `field-errors` (what stands where a value failed).
 *
 * Promises: the same data and errors as graphql-js, in the same order of keys. What is not compiled
 * (interfaces, unions, introspection, queries of very many fields, anything but a query) gives null,
 * before a resolver was called, and is for the caller to execute in the ordinary way.
 */
export { createQueryCompiler, type QueryResult } from './query-compiler.ts';
