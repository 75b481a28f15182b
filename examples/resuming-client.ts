import type { Client } from 'graphql-ws';

/**
 * Makes the subscriptions of a graphql-ws client resume without a gap and without a repeat. The
 * client reconnects by itself and sends each subscription again with its variables; all that is
 * needed is that the variable `after` then holds the cursor of the last event that was received.
 *
 * A subscription that should resume declares `$after: String`, passes it on, and selects `cursor`.
 * Works beneath urql (`subscriptionExchange`) and Apollo Client (`GraphQLWsLink`) too: give them
 * the client that this returns.
 */
export function resuming(client: Client): Pick<Client, 'subscribe' | 'dispose'> {
  /** Where the log stood when the present connection was acknowledged. */
  let connectedAt: string | null = null;
  let socket: { onmessage: unknown } | null = null;
  // A socket that was given up (`client.terminate()`) may still bring what was on its way, which
  // the next one brings too.
  client.on('closed', () => {
    if (socket) socket.onmessage = null;
  });
  client.on('connected', (opened, payload) => {
    socket = opened as { onmessage: unknown };
    const { cursor } = (payload ?? {}) as { cursor?: unknown };
    if (typeof cursor === 'string') connectedAt = cursor;
  });

  const subscribe: Client['subscribe'] = (payload, sink) => {
    let after = payload.variables?.after ?? null;
    let wasSent = false;
    const variables = {
      ...payload.variables,
      // Read each time the subscription is sent.
      get after() {
        if (wasSent || after !== null) return after;
        wasSent = true;
        after = connectedAt;
        return null;
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
  return { subscribe, dispose: () => client.dispose() };
}

/** The cursor of a message, whatever its subscription is called. */
function cursorOf(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  for (const field of Object.values(data ?? {})) {
    const { cursor } = (field ?? {}) as { cursor?: unknown };
    if (typeof cursor === 'string') return cursor;
  }
  return null;
}
