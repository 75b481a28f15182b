import type { Gateway } from './gateway.ts';
import { GatewayError } from './gateway-error.ts';
import { Connections, type ConnectionsQuery } from './generated/front-end.ts';
import { callAfter } from './platform.ts';
import { createView, type View } from './view.ts';

export type Connection = NonNullable<ConnectionsQuery['user']>['connections'][number];

export interface ConnectionValue {
  readonly isLoading: boolean;
  readonly error: GatewayError | null;
  /** The user's newest connection, with its state, what that means and what to do; null for none. */
  readonly connection: Connection | null;
  /** All that are not disconnected, newest last. */
  readonly connections: readonly Connection[];
}

/** States also change with time alone, which no event tells. */
const readMs = 60_000;
/** Events that come together are answered with one reading. */
const settleMs = 300;

/** Whether a user's account is linked, in what state, and what the wearer can do about it. */
export function connection(gateway: Gateway, userId: string): View<ConnectionValue> {
  const initial = { isLoading: true, error: null, connection: null, connections: [] };
  return createView<ConnectionValue>(initial, (change) => {
    let cancelNext = () => {};

    async function read(): Promise<void> {
      planIn(readMs);
      change(await factsOf(gateway, userId));
    }

    function planIn(delayMs: number): void {
      cancelNext();
      cancelNext = callAfter(delayMs, () => void read());
    }

    const watch = gateway.events({ userId, onEvent: () => planIn(settleMs) });
    void read();
    return () => {
      cancelNext();
      watch.stop();
    };
  });
}

async function factsOf(gateway: Gateway, userId: string): Promise<Partial<ConnectionValue>> {
  try {
    const { user } = await gateway.ask(Connections, { userId });
    const connections = user?.connections ?? [];
    const newest = connections.at(-1) ?? null;
    return { isLoading: false, error: null, connections, connection: newest };
  } catch (error) {
    if (error instanceof GatewayError) return { error };
    throw error;
  }
}
