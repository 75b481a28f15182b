import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import type { AnyOperation } from '../operation.ts';
import { eachOf, type NodeOf } from './pages.ts';

export interface BackendOptions extends Omit<GatewayOptions, 'token'> {
  /** A key of the team. It never leaves your servers: front ends get tokens of `createUserToken`. */
  readonly apiKey: string;
}

/** A gateway for back ends: all that front ends have, with a key, and lists page by page. */
export interface Backend extends Gateway {
  /** Goes through a list, like `for await (const user of backend.each(Users, {}))`. */
  each<Result, Variables extends object>(
    operation: AnyOperation<Result, Variables>,
    variables: Variables,
  ): AsyncGenerator<NodeOf<Result>, void, undefined>;
}

export function createBackend({ apiKey, ...options }: BackendOptions): Backend {
  const gateway = createGateway({ ...options, token: () => apiKey });
  return { ...gateway, each: (operation, variables) => eachOf(gateway, operation, variables) };
}
