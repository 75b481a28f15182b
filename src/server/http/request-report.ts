import type { OperationDefinitionNode } from 'graphql';

/** What is told of an HTTP request when it has been answered. */
export interface RequestReport {
  readonly requestId: string;
  readonly method: string;
  /** One of the server's own; never what stands behind it. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Null where no operation of GraphQL ran. */
  readonly operation: RanOperation | null;
  /** The W3C headers by which the client names the trace that it is part of. */
  readonly traceHeaders: {
    readonly traceparent?: string | undefined;
    readonly tracestate?: string | undefined;
  };
}

export interface RanOperation {
  readonly type: string;
  /** As the client named it; null where it did not. */
  readonly name: string | null;
}

export function ranOperationOf({ operation, name }: OperationDefinitionNode): RanOperation {
  return { type: operation, name: name?.value ?? null };
}
