/**
 * The text of a GraphQL operation that carries the types of its result and variables. Those of this
 * package are generated from the gateway's schema; one of your own is a text with two types, or what
 * GraphQL Code Generator makes in its document mode `string`.
 */
export type Operation<Result, Variables> = string & Typed<Result, Variables>;

/** Named as in `DocumentTypeDecoration`, so that other clients read the types too. */
interface Typed<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result;
}

/** Any text with these types, also as an object that prints itself. */
export type AnyOperation<Result, Variables> = { toString(): string } & Typed<Result, Variables>;

export type ResultOf<Op> = Op extends Typed<infer Result, never> ? Result : never;

/** Left out where an operation has no variables that must be given. */
export type VariablesArgument<Variables> =
  Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables];
