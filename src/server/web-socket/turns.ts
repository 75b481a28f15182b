import type { ClientMessage } from './message.ts';

/**
 * A client may use the id of an operation again as soon as it has completed it, while we are still
 * ending the old one; the new one then waits for that, since graphql-ws knows operations by their
 * id alone and would take the end of the old for that of the new.
 */
export function createTurns(handle: (message: ClientMessage) => Promise<void>) {
  // Mostly there is one, and there are thousands of sockets: a list takes a tenth of a Map.
  const turns: Turn[] = [];
  const find = (id: string) => turns.findLast((turn) => turn.id === id);

  function leave(turn: Turn): void {
    turns.splice(turns.indexOf(turn), 1);
    turn.next?.();
  }

  async function subscribe(
    id: string,
    message: ClientMessage,
    before: Turn | undefined,
  ): Promise<void> {
    const turn: Turn = { id, isCompleted: false, isWaiting: before !== undefined };
    turns.push(turn);
    if (before) await endOf(before);
    turn.isWaiting = false;
    if (!turn.isCompleted) return handle(message).finally(() => leave(turn));
    leave(turn);
  }

  return async (message: ClientMessage): Promise<void> => {
    const { id, type } = headOf(message);
    const before = id === undefined ? undefined : find(id);
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
  readonly id: string;
  isCompleted: boolean;
  isWaiting: boolean;
  /** Who has the id next; at most one waits for each turn. */
  next?: () => void;
}

function endOf(turn: Turn): Promise<void> {
  return new Promise((resolve) => {
    turn.next = resolve;
  });
}

function headOf(message: ClientMessage): { id?: string; type?: unknown } {
  if (typeof message !== 'object' || message === null) return {};
  const { id, type } = message as { id?: unknown; type?: unknown };
  return { type, ...(typeof id === 'string' ? { id } : {}) };
}
