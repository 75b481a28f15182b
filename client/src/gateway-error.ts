/**
 * A request that was not answered with data. `code` is stable and machine-readable: one of the
 * gateway's (`UNAUTHENTICATED`, `FORBIDDEN`, `RATE_LIMITED`, `UNAVAILABLE`, …), or `UNREACHABLE`
 * when no answer came, `UNREADABLE` when it was none of a gateway, `NO_TOKEN` when `token` failed.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: string;
  /** A sentence; null when the gateway gave none. */
  readonly whatToDo: string | null;
  /** Of the HTTP answer; null when there was none. */
  readonly status: number | null;
  /** How long the gateway asks to wait; null when it does not. */
  readonly retryAfterMs: number | null;
  /** Tells the request to those who run the gateway; null when there was no answer. */
  readonly requestId: string | null;

  constructor(message: string, facts: GatewayErrorFacts) {
    super(message, 'cause' in facts ? { cause: facts.cause } : undefined);
    this.code = facts.code;
    this.whatToDo = facts.whatToDo ?? null;
    this.status = facts.status ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.requestId = facts.requestId ?? null;
  }

  /** Whether asking the same again can help. */
  get isPassing(): boolean {
    return passing.has(this.code);
  }
}

export interface GatewayErrorFacts {
  readonly code: string;
  readonly whatToDo?: string | null;
  readonly status?: number | null;
  readonly retryAfterMs?: number | null;
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

const passing: ReadonlySet<string> = new Set([
  'DEADLINE_EXCEEDED',
  'INTERNAL_SERVER_ERROR',
  'NO_TOKEN',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'UNREACHABLE',
  'UNREADABLE',
]);

/** An error as GraphQL tells it. */
export interface ToldError {
  readonly message?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The first of the errors of an answer. */
export function errorOf(
  errors: readonly ToldError[] | undefined,
  facts: Omit<GatewayErrorFacts, 'code'> = {},
): GatewayError {
  const { message = 'The answer holds neither data nor an error.', extensions } = errors?.[0] ?? {};
  const { code, whatToDo } = extensions ?? {};
  return new GatewayError(message, {
    ...facts,
    code: typeof code === 'string' ? code : 'UNREADABLE',
    whatToDo: typeof whatToDo === 'string' ? whatToDo : null,
  });
}
