import type { Gateway } from '../gateway.ts';
import type { AnyOperation } from '../operation.ts';

/** What an operation that lists things gives of each: the `node` of its `edges`, wherever it is. */
export type NodeOf<Result> = Result extends {
  readonly edges: readonly { readonly node: infer Node }[];
}
  ? Node
  : Result extends readonly object[]
    ? never
    : Result extends object
      ? { [Key in keyof Result]: NodeOf<NonNullable<Result[Key]>> }[keyof Result]
      : never;

interface Page {
  readonly edges: readonly { readonly node: unknown }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/**
 * Goes through a list page by page, each asked for when the one before was taken. The operation
 * declares `$after` and selects `edges { node }` and `pageInfo { endCursor hasNextPage }`. Gives
 * nothing where the list is of something that is not there, such as a user.
 */
export async function* eachOf<Result, Variables extends object>(
  gateway: Pick<Gateway, 'ask'>,
  operation: AnyOperation<Result, Variables>,
  variables: Variables,
): AsyncGenerator<NodeOf<Result>, void, undefined> {
  let after = (variables as { readonly after?: string | null }).after ?? null;
  for (;;) {
    const asked: AnyOperation<unknown, object> = operation as AnyOperation<unknown, object>;
    const page = pageOf(await gateway.ask(asked, { ...variables, after }));
    if (!page) return;
    for (const { node } of page.edges) yield node as NodeOf<Result>;
    const { endCursor, hasNextPage } = page.pageInfo;
    if (!hasNextPage || endCursor === null) return;
    after = endCursor;
  }
}

function pageOf(value: unknown): Page | null {
  if (typeof value !== 'object' || value === null) return null;
  if ('edges' in value && 'pageInfo' in value) return value as Page;
  for (const each of Object.values(value)) {
    const page = pageOf(each);
    if (page) return page;
  }
  return null;
}
