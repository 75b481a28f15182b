import type { Session } from '#web/link/api/answers.ts';
import { onReturn } from '#web/shared/platform.ts';
import { firstFlow, flowOfSession } from './flow.ts';
import type { LoginEnd } from './login-end.ts';
import type { Navigation } from './navigation.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';
import type { Step } from './steps.ts';

/**
 * The page is opened, reloaded or come back to: its token is judged, and it begins or goes on where
 * it should.
 */
export function createOpening(
  { api, store, navigation, ending, show }: Parts,
  { endToken }: Outcomes,
  { resume, lookAgain }: LoginEnd,
  restored: ReturnType<Navigation['restore']>,
): { open(): Promise<void> } {
  let isAsking = false;

  function take(session: Session): void {
    const retryAtMs = session.retryAt === null ? null : Date.parse(session.retryAt);
    store.set({ session, retryAtMs });
  }

  function begin(session: Session): void {
    take(session);
    store.set({ refusal: null });
    ending.tell({ type: 'ready' });
    if (session.verdict !== 'OPEN') return void endToken(session.verdict);
    const { flow } = store.get();
    const kept = isUnderWay() ? flow : { ...flowOfSession(session), language: flow.language };
    const region = kept.region ?? session.region;
    const { attemptId } = kept;
    const step = attemptId === null ? kept.step : 'connecting';
    show({ ...kept, region, step }, 'replace');
    if (attemptId !== null) void resume(attemptId);
  }

  /** Whether the page was reloaded in the middle, or the wearer was quicker than the answer. */
  function isUnderWay(): boolean {
    return restored ? !restored.isOver : store.get().flow.step !== firstFlow.step;
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

  /**
   * The clock by which a page counts stands still while a phone sleeps, and the link may have ended
   * or been used meanwhile: the gateway is asked once what the time is, and how the link is.
   */
  async function comeBack(): Promise<void> {
    const { session, refusal, flow } = store.get();
    if (session === null) return refusal === null ? undefined : opening.open();
    if (flow.attemptId !== null) return lookAgain();
    if (isAsking || !loginAwaits(flow.step)) return;
    isAsking = true;
    const reply = await api.session();
    isAsking = false;
    if (reply.kind !== 'answered' || !loginAwaits(store.get().flow.step)) return;
    take(reply.data);
    if (reply.data.verdict !== 'OPEN') await endToken(reply.data.verdict);
  }

  /** Whether a login may still be sent; of one that was taken the watch asks. */
  function loginAwaits(step: Step): boolean {
    return !afterLogin.has(step) && !store.get().outcome?.connection;
  }

  onReturn(() => void comeBack());
  window.addEventListener('online', () => void comeBack());
  return opening;
}

const afterLogin: ReadonlySet<Step> = new Set([
  'connecting',
  'watching',
  'done',
  'token',
  'closed',
]);
