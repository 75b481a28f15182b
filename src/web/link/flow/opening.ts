import type { Session } from '#web/link/api/answers.ts';
import type { TokenVerdict } from './failures.ts';
import { flowOfSession } from './flow.ts';
import type { Navigation } from './navigation.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';

/** The page is opened, or reloaded: its token is judged, and it begins where it should. */
export function createOpening(
  { api, store, ending, show }: Parts,
  { watchOutcome }: Outcomes,
  restored: ReturnType<Navigation['restore']>,
): { open(): Promise<void> } {
  function begin(session: Session): void {
    const retryAtMs = session.retryAt === null ? null : Date.parse(session.retryAt);
    store.set({ session, retryAtMs, refusal: null });
    ending.tell({ type: 'ready' });
    if (session.verdict !== 'OPEN') return void endToken(session.verdict);
    const kept = restored?.isOver === false ? restored.flow : flowOfSession(session);
    show({ ...kept, region: kept.region ?? session.region }, 'replace');
  }

  /** One that was used may have been used by this very page: what became of it is looked up. */
  async function endToken(verdict: TokenVerdict): Promise<void> {
    if (verdict === 'USED') {
      const reply = await api.outcome();
      if (reply.kind === 'answered' && reply.data.connection) return watchOutcome();
    }
    store.set({ verdict });
    show({ step: 'token' }, 'replace');
    ending.noteToken(verdict);
  }

  return {
    async open() {
      // The token was taken out of the address when all was done.
      if (restored?.flow.step === 'done' || restored?.flow.step === 'closed') return;
      const reply = await api.session();
      if (reply.kind === 'answered') return begin(reply.data);
      const isKnown = reply.kind === 'offline' || reply.kind === 'limited';
      store.set({ refusal: isKnown ? reply.kind : 'fault' });
    },
  };
}
