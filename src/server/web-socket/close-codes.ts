/**
 * The codes with which we close sockets. The protocol `graphql-transport-ws` defines more, which
 * graphql-ws sends by itself: 4400 malformed message, 4401 subscribing before the acknowledgement,
 * 4403 no valid credential, 4406 subprotocol, 4408 no `connection_init` in time, 4409 id in use,
 * 4429 a second `connection_init`.
 *
 * Each code was chosen by what stock clients do on it. Clients built on graphql-ws reconnect after a
 * pause, ask for the connection's parameters anew and subscribe again, except on 4400, 4401, 4406,
 * 4409, 4429, 4500 and most codes below 2000, which they take as final.
 */
export const socketCodes = {
  /** The credential was refused, has expired or was revoked. Clients reconnect with a new one. */
  credentialEnded: 4403,
  /** The client reads slower than events come. The reason is the cursor of the last one sent. */
  fellBehind: 4410,
  /** This node stops. Clients reconnect to another. */
  restart: 1012,
  /** The node is full, or the database is unavailable. Clients reconnect later. */
  tryLater: 1013,
  /** The client broke a limit of its socket. Final, since it would break it again. */
  policy: 1008,
  /** A binary message that is no UTF-8. Final; ws sends the same for one that says it is text. */
  notUtf8: 1007,
  /** A bug of ours. Final. */
  internalError: 4500,
} as const;

export interface SocketClose {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

/** How the socket is closed after an error of a subscription; null when the socket stays open. */
export function closeFor(code: unknown, cursor: unknown): SocketClose | null {
  const text = typeof cursor === 'string' ? cursor : '';
  switch (code) {
    case 'FELL_BEHIND':
      return { code: socketCodes.fellBehind, reason: text };
    case 'UNAUTHENTICATED':
      return { code: socketCodes.credentialEnded, reason: 'Forbidden' };
    case 'UNAVAILABLE':
      return { code: socketCodes.tryLater, reason: 'Try again later' };
    default:
      return null;
  }
}
