import type { Client, Sink, SubscribePayload } from 'graphql-ws/client';

/**
 * Makes subscriptions resume without a gap and without a repeat. The socket comes back by itself and
 * graphql-ws sends each subscription again with its variables; all that is needed is that the
 * variable `after` then holds the cursor of the last event that was received, and before the first
 * one the place where the log stood when the socket was let in: there the subscription began.
 *
 * A subscription that should resume declares `$after: String`, passes it on, and selects `cursor`.
 */
export function resume(client: Client, placeOfLog: () => string | null): Client['subscribe'] {
  return <Data, Extensions>(
    payload: SubscribePayload,
    sink: Sink<{ data?: Data | null } & Extensions>,
  ) => {
    let after = payload.variables?.after ?? null;
    const variables = {
      ...payload.variables,
      // Read each time the subscription is sent.
      get after() {
        after ??= placeOfLog();
        return after;
      },
    };
    return client.subscribe<never>(
      { ...payload, variables },
      {
        ...sink,
        next(result) {
          after = cursorOf(result.data) ?? after;
          sink.next(result as never);
        },
      },
    );
  };
}

/** The cursor of a message, whatever its subscription is called. */
function cursorOf(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  for (const field of Object.values(data ?? {})) {
    const { cursor } = (field ?? {}) as { cursor?: unknown };
    if (typeof cursor === 'string') return cursor;
  }
  return null;
}
