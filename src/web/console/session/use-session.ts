import { useStore } from '#web/console/store.ts';
import { assert } from '#web/shared/assert.ts';
import { type Session, type SessionState, sessionState } from './session.ts';

/** Who is signed in, or was until a moment ago; only what is shown to them may ask. */
export function useSession(): Session {
  const state = useStore(sessionState);
  const session = sessionOf(state);
  assert(session, 'screens are shown to those who are signed in');
  return session;
}

/** Whose screens are shown: also behind the sign-in screen, where a session ended by itself. */
export function sessionOf(state: SessionState): Session | null {
  if (state.name === 'signed-in') return state.session;
  return state.name === 'signed-out' ? state.before : null;
}
