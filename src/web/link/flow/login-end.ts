import type { Answer } from '#web/link/api/answers.ts';
import { after } from '#web/shared/platform.ts';
import { errorTypes, type RefusalKind, type Turn, turnOf } from './failures.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts } from './parts.ts';
import { lookUp, type SignInEnd } from './sign-in.ts';
import { consentWay, type Step } from './steps.ts';

/** Where the answer to a login leads, and a login whose answer never came. */
export interface LoginEnd {
  conclude(end: SignInEnd): Promise<void>;
  /** Looks up the login that was sent before the page was reloaded. */
  resume(attemptId: string): Promise<void>;
  /** Looks up the login whose end is still not known, if there is one. */
  lookAgain(): Promise<void>;
  /** When the gateway takes the next login: milliseconds of its time, or null for now. */
  askRetryAt(): Promise<number | null>;
}

/** How long a lookup that found nothing is left alone. */
const unsettledPauseMs = 15_000;

export function createLoginEnd(parts: Parts, { watchOutcome, endToken }: Outcomes): LoginEnd {
  const { api, clock, store, navigation, ending, show } = parts;
  let isLooking = false;

  async function askRetryAt(): Promise<number | null> {
    const reply = await api.session();
    if (reply.kind !== 'answered') return store.get().retryAtMs;
    const { retryAt } = reply.data;
    return retryAt === null ? null : Date.parse(retryAt);
  }

  async function refuse(refusal: RefusalKind, retryAtMs: number | null): Promise<void> {
    if (store.get().flow.step === 'connecting') await navigation.retreat();
    if (hasLeft()) return;
    store.set({ refusal, retryAtMs });
    const { attemptId, provider } = store.get().flow;
    const isConsent = provider === consentWay;
    // A consent may be given again at once, whatever became of the one before.
    const isUnsettled = refusal === 'unsettled' && !isConsent;
    const step = isConsent ? 'consent' : 'sign-in';
    show({ step, attemptId: isUnsettled ? attemptId : null }, 'replace');
    if (isUnsettled) after(unsettledPauseMs, () => void lookAgain());
  }

  /** A login counts also when it leads elsewhere: the way back waits as long as it must. */
  async function turnTo(turn: Exclude<Turn, { to: 'token' | 'sign-in' }>): Promise<void> {
    const retryAtMs = await askRetryAt();
    if (hasLeft()) return;
    if (turn.to === 'region') store.set({ isRegionRefused: true, retryAtMs });
    else store.set({ problem: turn.problem, retryAtMs });
    show({ step: turn.to, attemptId: null }, 'replace');
  }

  async function take(answer: Answer): Promise<void> {
    if (answer.__typename === 'LinkSuccess') {
      const { connectionId, isNew, state } = answer;
      ending.tell({ type: 'connected', connectionId, isNew, state });
      store.set({ isRenewed: !isNew, flow: { ...store.get().flow, attemptId: null } });
      return watchOutcome();
    }
    const turn = turnOf(answer);
    if (turn.to === 'token') return endToken(turn.reason);
    ending.noteError(errorTypes[turn.reason], turn.to !== 'problem', answer.code);
    if (turn.to !== 'sign-in') return turnTo(turn);
    if (turn.until !== null) return refuse(turn.reason, Date.parse(turn.until));
    await refuse(turn.reason, await askRetryAt());
  }

  async function conclude(end: SignInEnd): Promise<void> {
    // Who has left is told nothing more: the team learns it from its events.
    if (hasLeft()) return;
    store.set({ isAskedToStop: false });
    if (end.kind === 'answered') return take(end.answer);
    const { refusal, waitMs } = end;
    ending.noteError(errorTypes[refusal], true, refusal);
    const nowMs = clock.nowMs();
    if (waitMs > 0 && nowMs !== null) return refuse(refusal, nowMs + waitMs);
    // Where nobody answered for long, nobody answers that either: Connect is held till it is known.
    const isAsked = refusal !== 'offline' && refusal !== 'unsettled';
    await refuse(refusal, isAsked ? await askRetryAt() : null);
  }

  async function lookAgain(): Promise<void> {
    const { step, attemptId } = store.get().flow;
    if (isLooking || attemptId === null || lookedSteps.has(step)) return;
    isLooking = true;
    const end = await lookUp(api, attemptId, 'lost');
    isLooking = false;
    if (store.get().flow.attemptId !== attemptId) return;
    if (end.kind === 'answered' || end.refusal !== 'unsettled') return conclude(end);
    after(unsettledPauseMs, () => void lookAgain());
  }

  const hasLeft = () => store.get().flow.step === 'closed';

  return {
    conclude,
    lookAgain,
    askRetryAt,
    async resume(attemptId) {
      store.set({ isLost: true });
      await conclude(await lookUp(api, attemptId, 'lost'));
    },
  };
}

/** Their own lookup is under way. */
const lookedSteps: ReadonlySet<Step> = new Set(['connecting', 'consenting']);
