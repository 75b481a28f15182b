/**
 * A client may use the id of an operation again as soon as it has completed it, while we are still
 * ending the old one; the new one then waits for that, since graphql-ws knows operations by their
 * id alone and would take the end of the old for that of the new.
 */
export function createTurns(handle: (data: string) => Promise<void>) {
  const turns = new Map<string, Turn>();

  async function subscribe(id: string, data: string, before: Turn | undefined): Promise<void> {
    const turn: Turn = { isCompleted: false, isWaiting: true, ended: Promise.resolve() };
    turns.set(id, turn);
    const run = async () => {
      if (before) await before.ended;
      turn.isWaiting = false;
      if (!turn.isCompleted) await handle(data);
    };
    const whole = run().finally(() => {
      if (turns.get(id) === turn) turns.delete(id);
    });
    turn.ended = whole.catch(() => {});
    return whole;
  }

  return async (data: string): Promise<void> => {
    const { id, type } = peek(data);
    const before = id === undefined ? undefined : turns.get(id);
    if (id !== undefined && type === 'subscribe' && (!before || before.isCompleted)) {
      return subscribe(id, data, before);
    }
    if (before && type === 'complete') {
      before.isCompleted = true;
      if (before.isWaiting) return;
    }
    return handle(data);
  };
}

interface Turn {
  isCompleted: boolean;
  isWaiting: boolean;
  ended: Promise<void>;
}

function peek(data: string): { id?: string; type?: unknown } {
  try {
    const { id, type } = (JSON.parse(data) ?? {}) as { id?: unknown; type?: unknown };
    return { type, ...(typeof id === 'string' ? { id } : {}) };
  } catch {
    // What is no JSON is judged by the protocol.
    return {};
  }
}
