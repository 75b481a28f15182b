/**
 * The GraphQL engine. `text-check` judges the bytes of a request; it comes to `create-engine`: its body is parsed once
 * (`graphql-params`), a query that is known is answered by `known-queries`, and everything else by
 * Yoga with the plugins of `engine-plugins`, in their order: limits of shape and cost, introspection,
 * persisted operations, the names of arguments in errors, executions that subscribers share
 * (`subscription-groups`), and what of an error strangers are told (`public-result`).
 *
 * Promises: a known query is answered as Yoga would answer it, under the same limits; an error that
 * was not made for callers is masked and logged once.
 */
export { createEngine, type Engine, type Enveloped } from './create-engine.ts';
export type { EngineOptions } from './engine-options.ts';
export { faultOfRouteText, faultOfText } from './text-check.ts';
