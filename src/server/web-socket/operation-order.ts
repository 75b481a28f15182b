import type { ClientMessage } from './client-message.ts';

/**
 * Runs the messages of one socket so that two operations with the same id never overlap. A client
 * may use an id again as soon as it has sent `complete`, while we are still ending the old
 * operation. graphql-ws knows operations by their id alone and would take the end of the old one for
 * the end of the new one, so the new one waits.
 */
export function orderByOperationId(handle: (message: ClientMessage) => Promise<void>) {
  // Most sockets have one operation, and there are thousands: a list takes a tenth of a Map's
  // memory.
  const runs: OperationRun[] = [];
  const find = (id: string) => runs.findLast((run) => run.id === id);

  function leave(run: OperationRun): void {
    runs.splice(runs.indexOf(run), 1);
    run.next?.();
  }

  async function subscribe(
    id: string,
    message: ClientMessage,
    before: OperationRun | undefined,
  ): Promise<void> {
    const run: OperationRun = { id, isCompleted: false, isWaiting: before !== undefined };
    runs.push(run);
    if (before) await endOf(before);
    run.isWaiting = false;
    if (!run.isCompleted) return handle(message).finally(() => leave(run));
    leave(run);
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

interface OperationRun {
  readonly id: string;
  isCompleted: boolean;
  isWaiting: boolean;
  /** Starts the run that waits for this one; at most one waits. */
  next?: () => void;
}

function endOf(run: OperationRun): Promise<void> {
  return new Promise((resolve) => {
    run.next = resolve;
  });
}

function headOf(message: ClientMessage): { id?: string; type?: unknown } {
  if (typeof message !== 'object' || message === null) return {};
  const { id, type } = message as { id?: unknown; type?: unknown };
  return { type, ...(typeof id === 'string' ? { id } : {}) };
}
