import { createApi } from '#web/link/api/api.ts';
import type { Start } from '#web/link/start.ts';
import { createServerClock } from '#web/shared/server-clock.ts';
import { createConsent, flowOfReturn } from './consent.ts';
import { createEnding } from './ending.ts';
import { type Flow, firstFlow } from './flow.ts';
import { createLogin } from './login.ts';
import { createLoginEnd } from './login-end.ts';
import { createNavigation, keptToken } from './navigation.ts';
import { createOpening } from './opening.ts';
import { createOutcomes } from './outcomes.ts';
import { tellHeights } from './parent.ts';
import type { Parts, Wizard } from './parts.ts';
import { consentWay, passwordWay } from './steps.ts';
import { createStore } from './store.ts';
import { consentStepOf, firstStepOf, stepBefore } from './ways.ts';

export function createWizard({
  linkToken,
  attemptId,
  isExpectedOpen,
}: Pick<Start, 'linkToken' | 'attemptId' | 'isExpectedOpen'>): Wizard {
  const clock = createServerClock();
  const navigation = createNavigation(linkToken);
  const hasReturned = attemptId !== null;
  const restored = hasReturned ? null : navigation.restore();
  const begun = hasReturned ? flowOfReturn(attemptId) : (restored?.flow ?? firstFlow);
  if (hasReturned || keptToken(history.state) !== null) navigation.settle(begun);
  const store = createStore(begun, isExpectedOpen);
  const ending = createEnding(store, navigation);
  const parts: Parts = {
    api: createApi(linkToken, clock),
    clock,
    store,
    navigation,
    ending,
    show(change, how) {
      const flow = { ...store.get().flow, ...change };
      navigation.show(flow, how);
      store.set({ flow });
      ending.tell({ type: 'step', step: flow.step });
    },
  };
  const outcomes = createOutcomes(parts);
  const loginEnd = createLoginEnd(parts, outcomes);
  const login = createLogin(parts, loginEnd);
  const consent = createConsent(parts, loginEnd);
  const opening = createOpening(parts, outcomes, loginEnd, consent.resume, restored);
  const { checkAgain, goWithoutReading } = outcomes;
  followHistory(parts);
  if (navigation.isFramed) tellHeights(ending.tell);
  return {
    clock,
    isFramed: navigation.isFramed,
    get: store.get,
    subscribe: store.subscribe,
    checkAgain,
    goWithoutReading,
    ...login,
    setOut: consent.setOut,
    ...choosingOf(parts),
    open: opening.open,
    ...steppingOf(parts),
    ...closingOf(parts, login.typedName),
  };
}

function steppingOf({
  store,
  navigation,
  show,
}: Parts): Pick<Wizard, 'go' | 'keepLanguage' | 'back' | 'mended'> {
  return {
    go(change) {
      store.set({ refusal: null, isRegionRefused: false });
      show(change, 'push');
    },
    keepLanguage(language) {
      const flow = { ...store.get().flow, language };
      navigation.show(flow, 'replace');
      store.set({ flow });
    },
    back() {
      const { flow, session } = store.get();
      const before = stepBefore(flow, session);
      const isConnected = Boolean(store.get().outcome?.connection);
      if (navigation.canGoBack()) navigation.back();
      else if (isConnected) show({ step: 'watching' }, 'replace');
      else if (before) show({ step: before }, 'replace');
    },
    mended(what) {
      if (store.get().outcome?.connection) show({ step: 'watching' }, 'replace');
      else show({ step: what === 'share' ? 'follower' : 'region', provider: passwordWay }, 'push');
    },
  };
}

function choosingOf({
  store,
  show,
}: Parts): Pick<Wizard, 'tellWhose' | 'chooseWay' | 'chooseRegion'> {
  const go = (change: Partial<Flow>) => {
    store.set({ refusal: null, isRegionRefused: false });
    show(change, 'push');
  };
  return {
    tellWhose(isForAnother) {
      const { flow, session } = store.get();
      go({ isForAnother, ...firstStepOf(session, flow.region) });
    },
    chooseWay(way) {
      const { flow, session } = store.get();
      const isKnown = session?.mode === 'RECONNECT' && flow.region !== null;
      if (way === consentWay) go(consentStepOf(session, flow.region));
      else go({ step: isKnown ? 'sign-in' : 'app', provider: passwordWay });
    },
    chooseRegion(region) {
      const isConsent = store.get().flow.provider === consentWay;
      go({ step: isConsent ? 'consent' : 'sign-in', region });
    },
  };
}

function closingOf(
  { store, ending }: Parts,
  typedName: () => string,
): Pick<Wizard, 'close' | 'stay' | 'confirmClose' | 'finish'> {
  return {
    close() {
      const { flow, outcome } = store.get();
      if (flow.step === 'token') ending.finish();
      else if (typedName() === '' || outcome?.connection) ending.close();
      else store.set({ isAskedToStop: true });
    },
    stay: () => store.set({ isAskedToStop: false }),
    confirmClose() {
      store.set({ isAskedToStop: false });
      ending.close();
    },
    finish: ending.finish,
  };
}

function followHistory({ store, navigation, show }: Parts): void {
  navigation.onBack((flow) => {
    const { step, attemptId, language } = store.get().flow;
    // A login that is under way can be left, and cannot be called back.
    if (step === 'connecting') {
      navigation.show(store.get().flow, 'push');
      store.set({ isAskedToStop: true });
    } else if (store.get().outcome?.connection && !endSteps.has(step)) {
      // The login has been taken: Back leads from what mends to what waits for it.
      show({ step: 'watching' }, 'replace');
    } else if (!endSteps.has(step)) {
      const followed = { ...flow, attemptId, language };
      navigation.show(followed, 'replace');
      store.set({ flow: followed, refusal: null });
    }
  });
}

/** From these no way leads back into the wizard. */
const endSteps: ReadonlySet<string> = new Set(['watching', 'done', 'token', 'closed']);
