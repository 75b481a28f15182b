/** The text of a GraphQL operation that carries the types of its result and variables. */
export type Operation<Result, Variables> = string & {
  readonly __apiType?: (variables: Variables) => Result;
};
