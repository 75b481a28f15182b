import type { ClientBase } from 'pg';

/**
 * Closes a connection at once, without telling the server, which may be unreachable: the driver's own
 * `end` waits for an answer.
 */
export function cutConnection(client: ClientBase): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
