import { errorTypes, type TokenVerdict } from './failures.ts';
import type { Navigation } from './navigation.ts';
import { createTellParent, type TellParent } from './parent.ts';
import { type Ending as End, returnAddress } from './return-address.ts';
import type { Store } from './store.ts';

/** How the wizard ends, and who is told. */
export interface Ending {
  readonly tell: TellParent;
  /** Remembers what went wrong, for whoever is told at the end. */
  noteError(errorType: string, isRecoverable: boolean, error: string): void;
  /** The token does not work: a team that wants it so makes another at once. */
  noteToken(verdict: TokenVerdict): void;
  /** Ends at the wearer's wish, with or without a connection. */
  close(): void;
  /** Leads back to where the wearer came from, if the team has said where that is. */
  finish(): void;
}

export function createEnding(store: Store, navigation: Navigation): Ending {
  const tell = createTellParent(() => store.get().session?.parentOrigin ?? null);
  let lastError: { readonly errorType: string; readonly error: string } | null = null;

  function leave(end: End): void {
    const { session } = store.get();
    navigation.forgetToken();
    if (!session?.redirectUrl || navigation.isFramed) return;
    location.replace(returnAddress(session.redirectUrl, end, session.reference));
  }

  function finish(): void {
    if (isConnected()) {
      tell({ type: 'close', errorType: null });
      leave({ state: 'success' });
      return;
    }
    const { errorType, error } = lastError ?? notLinked;
    tell({ type: 'close', errorType });
    if (store.get().session?.onError === 'REDIRECT') {
      leave({ state: 'error', errorType, error });
    }
  }

  const isConnected = () => {
    const connection = store.get().outcome?.connection;
    return connection != null && connection.state !== 'DISCONNECTED';
  };

  function noteError(errorType: string, isRecoverable: boolean, error: string): void {
    lastError = { errorType, error };
    tell({ type: 'error', errorType, isRecoverable });
  }

  return {
    tell,
    noteError,
    noteToken(verdict) {
      noteError(errorTypes[verdict], false, `LINK_TOKEN_${verdict}`);
      if (store.get().session?.onError === 'REDIRECT') finish();
    },
    close() {
      const { session, flow } = store.get();
      const errorType = isConnected() ? null : 'user_cancelled';
      tell({ type: 'close', errorType });
      const closed = { ...flow, step: 'closed' } as const;
      store.set({ isLeftUnderWay: flow.step === 'connecting' });
      navigation.show(closed, 'replace');
      store.set({ flow: closed });
      if (isConnected()) leave({ state: 'success' });
      else if (session?.onClose === 'REDIRECT') {
        leave({ state: 'error', errorType: 'user_cancelled', error: 'The user closed the page.' });
      } else navigation.forgetToken();
    },
    finish,
  };
}

const notLinked = { errorType: 'unknown_error', error: 'The account was not connected.' };
