import { errorTypes, type TokenVerdict } from './failures.ts';
import type { End } from './flow.ts';
import type { Navigation } from './navigation.ts';
import { createTellParent, type TellParent } from './parent.ts';
import { type Ending as How, returnAddress } from './return-address.ts';
import { historyOf } from './states.ts';
import type { Store } from './store.ts';

/** How the wizard ends, and who is told. */
export interface Ending {
  readonly tell: TellParent;
  /** Remembers what went wrong, for whoever is told at the end. */
  noteError(errorType: string, isRecoverable: boolean, error: string): void;
  /** The token does not work: a team that wants it so makes another at once. */
  noteToken(verdict: TokenVerdict): void;
  /** The account is connected, and there is nothing more to wait for. */
  arrive(): void;
  /** Ends at the wearer's wish, with or without a connection. */
  close(): void;
  /** Leads back to where the wearer came from, if the team has said where that is. */
  finish(): void;
}

export function createEnding(store: Store, navigation: Navigation): Ending {
  const originOf = () => store.get().session?.parentOrigin ?? store.get().flow.end?.parentOrigin;
  const tell = createTellParent(() => originOf() ?? null);
  let lastError: { readonly errorType: string; readonly error: string } | null = null;

  function addressFor(how: How): string | null {
    const { session } = store.get();
    return session?.redirectUrl ? returnAddress(session.redirectUrl, how, session.reference) : null;
  }

  function leaveTo(address: string | null): void {
    if (address !== null && !navigation.isFramed) location.replace(address);
  }

  async function endAt(step: 'done' | 'closed', how: Pick<End, 'isUnderWay' | 'returnTo'>) {
    const { flow, outcome } = store.get();
    const linked = outcome?.connection ?? null;
    const state = linked?.state ?? null;
    const history = linked && historyOf(linked);
    const ended = {
      ...flow,
      step,
      attemptId: null,
      end: { ...how, state, history, parentOrigin: originOf() ?? null },
    };
    store.set({ flow: ended });
    tell({ type: 'step', step });
    await navigation.end(ended);
  }

  const isConnected = () => isLasting(store.get().outcome?.connection?.state ?? null);

  async function close(): Promise<void> {
    const { session, flow } = store.get();
    const errorType = isConnected() ? null : 'user_cancelled';
    tell({ type: 'close', errorType });
    const how: How = errorType ? { ...cancelled, errorType } : { state: 'success' };
    const isLeadingBack = errorType === null || session?.onClose === 'REDIRECT';
    const returnTo = isLeadingBack ? addressFor(how) : null;
    await endAt('closed', { isUnderWay: flow.step === 'connecting', returnTo });
    leaveTo(returnTo);
  }

  async function finish(): Promise<void> {
    const { session, flow } = store.get();
    if (flow.end) {
      const { state, returnTo } = flow.end;
      tell({ type: 'close', errorType: isLasting(state) ? null : 'user_cancelled' });
      return leaveTo(returnTo);
    }
    const { errorType, error } = lastError ?? notLinked;
    tell({ type: 'close', errorType });
    if (session?.onError !== 'REDIRECT') return;
    await navigation.end(flow);
    leaveTo(addressFor({ state: 'error', errorType, error }));
  }

  function noteError(errorType: string, isRecoverable: boolean, error: string): void {
    lastError = { errorType, error };
    tell({ type: 'error', errorType, isRecoverable });
  }

  return {
    tell,
    noteError,
    noteToken(verdict) {
      noteError(errorTypes[verdict], false, `LINK_TOKEN_${verdict}`);
      if (store.get().session?.onError === 'REDIRECT') void finish();
    },
    arrive: () =>
      void endAt('done', { isUnderWay: false, returnTo: addressFor({ state: 'success' }) }),
    close: () => void close(),
    finish: () => void finish(),
  };
}

const isLasting = (state: End['state']) => state !== null && state !== 'DISCONNECTED';
const cancelled = { state: 'error', error: 'The user closed the page.' } as const;
const notLinked = { errorType: 'unknown_error', error: 'The account was not connected.' };
