import type { ClientMessage } from './web-socket-message.ts';

/**
 * A client may use the id of an operation again as soon as it has completed it, while we are still
 * ending the old one; the new one then waits for that, since graphql-ws knows operations by their
 * id alone and would take the end of the old for that of the new.
 */
export function createTurns(handle: (message: ClientMessage) => Promise<void>) {
  const turns = new Map<string, Turn>();

  function leave(id: string, turn: Turn): void {
    if (turns.get(id) === turn) turns.delete(id);
    turn.end();
  }

  async function subscribe(
    id: string,
    message: ClientMessage,
    before: Turn | undefined,
  ): Promise<void> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const turn: Turn = { isCompleted: false, isWaiting: true, ended, end };
    turns.set(id, turn);
    if (before) await before.ended;
    turn.isWaiting = false;
    if (!turn.isCompleted) return handle(message).finally(() => leave(id, turn));
    leave(id, turn);
  }

  return async (message: ClientMessage): Promise<void> => {
    const { id, type } = headOf(message);
    const before = id === undefined ? undefined : turns.get(id);
    if (id !== undefined && type === 'subscribe' && (!before || before.isCompleted)) {
      return subscribe(id, message, before);
    }
    if (before && type === 'complete') {
      before.isCompleted = true;
      if (before.isWaiting) return;
    }
    return handle(message);
  };
}

interface Turn {
  isCompleted: boolean;
  isWaiting: boolean;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

function headOf(message: ClientMessage): { id?: string; type?: unknown } {
  if (typeof message !== 'object' || message === null) return {};
  const { id, type } = message as { id?: unknown; type?: unknown };
  return { type, ...(typeof id === 'string' ? { id } : {}) };
}
