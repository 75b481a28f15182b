import { GatewayError } from 'glucose-gateway-client';
import { createStore, type Store, useStore } from '#web/console/store.ts';
import { PersonName } from './generated/operations.ts';
import { askNow } from './use-ask.ts';

/** By id, each asked for once: lists name the same people in many rows, and names do not change. */
const names = new Map<string, Store<string | null>>();
const namesMax = 1_000;
const nobody = createStore<string | null>(null);

export function forgetNames(): void {
  names.clear();
}

/** What the team calls somebody; null while that is not known, and of nobody. */
export function usePersonName(userId: string | null): string | null {
  return useStore(userId === null ? nobody : (names.get(userId) ?? askName(userId)));
}

function askName(userId: string): Store<string | null> {
  const name = createStore<string | null>(null);
  const [oldest] = names.keys();
  if (names.size >= namesMax && oldest !== undefined) names.delete(oldest);
  names.set(userId, name);
  askNow(PersonName, { id: userId }).then(
    ({ user }) => name.set(user?.clientUserId ?? null),
    (error: unknown) => {
      // Whoever shows the person next asks again.
      if (names.get(userId) === name) names.delete(userId);
      if (!(error instanceof GatewayError)) throw error;
    },
  );
  return name;
}
