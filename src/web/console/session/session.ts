import type { ApiKeyScope } from '#web/console/api/generated/operations.ts';
import { sessionUrl } from '#web/console/places.ts';
import { endText, mayGoOn, type Refusal } from '#web/console/rules/session-end.ts';
import { createStore } from '#web/console/store.ts';

export type Role = 'owner' | 'developer' | 'support';

/** Who is signed in. What keeps the session is a cookie that no script can read. */
export interface Session {
  readonly team: { readonly id: string; readonly name: string };
  readonly role: Role;
  readonly scopes: readonly ApiKeyScope[];
  readonly endsAt: string;
  readonly isSandbox: boolean;
  readonly isGraphiqlServed: boolean;
  readonly version: string;
}

export type SessionState =
  | { readonly name: 'asking' }
  | { readonly name: 'signed-in'; readonly session: Session }
  | {
      readonly name: 'signed-out';
      /** Why a session that was there is no more; null where there was none, or one was signed out. */
      readonly reason: string | null;
      /**
       * Who was signed in, if the same may go on where they were: what they were typing stands behind
       * the sign-in screen. Null where the session was ended by somebody.
       */
      readonly before: Session | null;
      readonly canSignInToSandbox: boolean;
    }
  | { readonly name: 'unreachable' };

export type Proof =
  | { readonly apiKey: string; readonly role?: Role }
  | { readonly code: string }
  | { readonly sandbox: true };

export const sessionState = createStore<SessionState>({ name: 'asking' });

/** What other tabs of the same browser are told. */
const channel = new BroadcastChannel('glucose-gateway-console');
channel.onmessage = () => void askSession();

/** Asks the gateway who is signed in. */
export async function askSession(): Promise<void> {
  const wasSignedIn = sessionState.get().name === 'signed-in';
  const response = await send('GET');
  if (!response) {
    // A session that was there is most probably there still: its screens say what they miss.
    if (!wasSignedIn) sessionState.set({ name: 'unreachable' });
    return;
  }
  await settle(response, wasSignedIn);
}

async function settle(response: Response, wasSignedIn: boolean): Promise<void> {
  if (response.ok) {
    const session = (await response.json()) as Session;
    const scopes = session.scopes.map((scope) => scope.toUpperCase() as ApiKeyScope);
    sessionState.set({ name: 'signed-in', session: { ...session, scopes } });
    return;
  }
  const { error } = await refusalOf(response);
  if (response.status === 401) {
    const state = sessionState.get();
    const before = state.name === 'signed-in' ? state.session : beforeOf(state);
    sessionState.set({
      name: 'signed-out',
      reason: endText(error),
      before: mayGoOn(error) ? before : null,
      canSignInToSandbox: error?.canSignInToSandbox ?? false,
    });
  } else if (!wasSignedIn) {
    sessionState.set({ name: 'unreachable' });
  }
}

/** Returns null when signed in, else a sentence that says why not. */
export async function signIn(proof: Proof): Promise<string | null> {
  const response = await send('POST', proof);
  if (!response) return 'The gateway does not answer. Look at your network, and try again.';
  if (response.ok) {
    await settle(response, false);
    channel.postMessage('changed');
    return null;
  }
  const { error } = await refusalOf(response);
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? '60');
    return `Too many tries. Try again in ${Math.max(1, Math.ceil(seconds))} s.`;
  }
  return error?.message ?? `The gateway answered with status ${response.status}. Try again.`;
}

/** Ends this session, or all that were made as this one was. */
export async function signOut(everywhere = false): Promise<string | null> {
  const response = await send('DELETE', everywhere ? { everywhere: true } : {});
  if (!response) return 'The gateway does not answer, so this session goes on. Try again.';
  await askSession();
  channel.postMessage('changed');
  return null;
}

const beforeOf = (state: SessionState) => (state.name === 'signed-out' ? state.before : null);

async function send(method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<Response | null> {
  try {
    return await fetch(sessionUrl, {
      method,
      cache: 'no-store',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    return null;
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  return (await response.json().catch(() => ({}))) as Refusal;
}
