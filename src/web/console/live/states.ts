import {
  ConnectionStates,
  type ConnectionStatesSubscription,
} from '#web/console/api/generated/operations.ts';
import { sessionState } from '#web/console/session/session.ts';
import { after } from '#web/shared/platform.ts';
import { gateway } from './gateway.ts';

export type ToldStates = ConnectionStatesSubscription['connectionStates'];

/** Until it is tried again where the gateway refused, as where somebody was just deleted. */
const retryMs = 20_000;

/**
 * Watches in which states people's connections are: calls back at once for all of them, and then for
 * each person for whom something has changed. `onLost`: what was told may not hold any more, until it
 * is told anew. Returns how to stop.
 */
export function watchStates(
  userIds: readonly string[],
  onTold: (states: ToldStates) => void,
  onLost = () => {},
): () => void {
  let isOver = false;
  let leave = () => {};

  function begin(): void {
    // Whoever is asked to sign in again is asked by nothing else meanwhile.
    if (sessionState.get().name === 'signed-out') {
      retry();
      return;
    }
    leave = gateway.sockets.subscribe<ConnectionStatesSubscription>(
      { query: ConnectionStates, variables: { userIds } },
      {
        next({ data }) {
          if (data && !isOver) onTold(data.connectionStates);
        },
        error: retry,
        complete: retry,
      },
    );
  }

  function retry(): void {
    if (!isOver) leave = after(retryMs, begin);
  }

  begin();
  const stopListening = gateway.sockets.on('closed', onLost);
  return () => {
    isOver = true;
    stopListening();
    leave();
  };
}
