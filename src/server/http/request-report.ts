import type { OperationDefinitionNode } from 'graphql';

/** What metrics and traces get of an HTTP request once it is answered. */
export interface RequestReport {
  readonly requestId: string;
  readonly method: string;
  /** One of the server's own paths, or `other`; never a token or a query. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Null when no GraphQL operation ran. */
  readonly operation: ExecutedOperation | null;
  /** The W3C headers that name the client's trace. */
  readonly traceHeaders: {
    readonly traceparent?: string | undefined;
    readonly tracestate?: string | undefined;
  };
}

export interface ExecutedOperation {
  readonly type: string;
  /** The name in the document; null without one. */
  readonly name: string | null;
}

export function executedOperationOf({
  operation,
  name,
}: OperationDefinitionNode): ExecutedOperation {
  return { type: operation, name: name?.value ?? null };
}
