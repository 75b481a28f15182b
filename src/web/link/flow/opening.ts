import type { Session } from '#web/link/api/answers.ts';
import { onReturn } from '#web/shared/platform.ts';
import { type Flow, firstFlow } from './flow.ts';
import type { LoginEnd } from './login-end.ts';
import type { Navigation } from './navigation.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';
import { consentWay, type Step } from './steps.ts';
import { consentStepOf, flowOfSession } from './ways.ts';

/**
 * The page is opened, reloaded or come back to: its token is judged, and it begins or goes on where
 * it should.
 */
export function createOpening(
  { api, store, navigation, ending, show }: Parts,
  { endToken }: Outcomes,
  { lookAgain }: LoginEnd,
  resume: (attemptId: string) => Promise<void>,
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
    if (session.providers.length === 0) {
      store.set({ problem: { kind: 'notConfigured', words: null } });
      show({ step: 'problem' }, 'replace');
      return;
    }
    const region = kept.region ?? session.region;
    const { attemptId, provider } = kept;
    const step: Step = provider === consentWay ? 'consenting' : 'connecting';
    const place = attemptId === null ? placeOf(kept, session) : { step };
    show({ ...kept, region, ...place }, 'replace');
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
    store.set({ isSettingOut: false });
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

/** The way to Dexcom begins where it is known where the account is. */
function placeOf({ step, region }: Flow, session: Session): Partial<Flow> {
  return step === 'consent' ? consentStepOf(session, region ?? session.region) : {};
}

const afterLogin: ReadonlySet<Step> = new Set([
  'connecting',
  'consenting',
  'watching',
  'done',
  'token',
  'closed',
]);
