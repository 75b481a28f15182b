import type { Session } from '#web/link/api/answers.ts';
import type { TokenVerdict } from './failures.ts';
import { firstFlow, flowOfSession } from './flow.ts';
import type { Navigation } from './navigation.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';

/** The page is opened, or reloaded: its token is judged, and it begins where it should. */
export function createOpening(
  { api, store, navigation, ending, show }: Parts,
  { watchUsedLink }: Outcomes,
  restored: ReturnType<Navigation['restore']>,
): { open(): Promise<void> } {
  function begin(session: Session): void {
    const retryAtMs = session.retryAt === null ? null : Date.parse(session.retryAt);
    store.set({ session, retryAtMs, refusal: null });
    ending.tell({ type: 'ready' });
    if (session.verdict !== 'OPEN') return void endToken(session.verdict);
    const kept = isUnderWay() ? store.get().flow : flowOfSession(session);
    show({ ...kept, region: kept.region ?? session.region }, 'replace');
  }

  /** Whether the page was reloaded in the middle, or the wearer was quicker than the answer. */
  function isUnderWay(): boolean {
    return restored ? !restored.isOver : store.get().flow.step !== firstFlow.step;
  }

  /** One that was used may have been used by this very page: what became of it is looked up. */
  async function endToken(verdict: TokenVerdict): Promise<void> {
    if (verdict === 'USED' && (await watchUsedLink())) return;
    store.set({ verdict });
    show({ step: 'token' }, 'replace');
    ending.noteToken(verdict);
  }

  const opening = {
    async open() {
      // The token was taken out of the address when all was done.
      if (restored?.flow.step === 'done' || restored?.flow.step === 'closed') return;
      // Who goes on before the answer is there comes back to this screen.
      navigation.show(store.get().flow, 'replace');
      store.set({ refusal: null });
      const reply = await api.session();
      if (reply.kind === 'answered') return begin(reply.data);
      store.set({ refusal: reply.kind === 'broken' ? 'fault' : reply.kind });
    },
  };
  window.addEventListener('online', () => {
    const { session, refusal } = store.get();
    if (session === null && refusal !== null) void opening.open();
  });
  return opening;
}
