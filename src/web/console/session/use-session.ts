import { useStore } from '#web/console/store.ts';
import { assert } from '#web/shared/assert.ts';
import { type Session, sessionState } from './session.ts';

/** Who is signed in; only what is shown to them may ask. */
export function useSession(): Session {
  const state = useStore(sessionState);
  assert(state.name === 'signed-in', 'screens are shown to those who are signed in');
  return state.session;
}
