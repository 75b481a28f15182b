import type { ClientBase } from 'pg';

/**
 * Ends a connection at once, without a word to the other side, which may be gone: the driver's own
 * end waits for an answer.
 */
export function cutConnection(client: ClientBase): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}
