/**
 * The GraphQL engine: Yoga and its plugins in the order in which `create-engine` lists them with
 * its reasons, the limits of operations, what of an error is told, executions that subscribers
 * share, and the fast way for queries that are known.
 */
export { createEngine, type Engine, type EngineOptions, type Enveloped } from './create-engine.ts';
