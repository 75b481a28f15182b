/**
 * The codes with which we close sockets, beside those that the protocol `graphql-transport-ws`
 * defines and graphql-ws sends by itself: 4400 malformed message, 4401 subscribing before the
 * acknowledgement, 4403 no good credential, 4406 subprotocol, 4408 no `connection_init` in time,
 * 4409 id in use, 4429 a second `connection_init`.
 *
 * Each was chosen by what stock clients do on it. Clients built on graphql-ws come back after a
 * pause, ask for the connection's parameters anew and subscribe again, except on 4400, 4401, 4406,
 * 4409, 4429, 4500 and most codes below 2000, which they take as final.
 */
export const socketCodes = {
  /** The credential was refused, has expired or was revoked. Clients ask for a new one. */
  credentialEnded: 4403,
  /** Events came faster than they were taken. The reason is the cursor of the last one sent. */
  fellBehind: 4410,
  /** This node stops. Clients come back, to another node. */
  restart: 1012,
  /** There is no room, or the database is away. Clients come back later. */
  tryLater: 1013,
  /** A limit of the socket's own was broken. Final: coming back would break it again. */
  policy: 1008,
  /** Our own mistake. Final. */
  broken: 4500,
} as const;

export interface SocketClose {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

/** How a subscription that ended with an error ends its socket; null when it ends alone. */
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
