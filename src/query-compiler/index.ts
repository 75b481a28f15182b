/**
 * Runs known GraphQL queries fast: a valid query is compiled once into functions that write the
 * text of the answer directly. Where a query is not compiled, it is executed in the ordinary way,
 * with the same answer.
 */
export { createQueryPlans, type QueryPlan } from './query-plans.ts';
