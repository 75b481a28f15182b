import type { CheckAnswer, Outcome } from '#web/link/api/answers.ts';
import { chance, pause } from '#web/shared/platform.ts';
import type { TokenVerdict } from './failures.ts';
import type { Parts, Wizard } from './parts.ts';
import { retryDelayMs, waysOfLinked } from './states.ts';
import { createWatch } from './watch.ts';

/** What became of the connection, from the login on until a reading is there. */
export interface Outcomes extends Pick<Wizard, 'checkAgain' | 'goWithoutReading'> {
  /** Looks, and goes on looking. */
  watchOutcome(): void;
  /**
   * Shows why a token does not work. One that was used may have been used by this very page, or by
   * another of the same wearer: then what it connected is watched.
   */
  endToken(verdict: TokenVerdict): Promise<void>;
}

export function createOutcomes({ api, clock, store, ending, show }: Parts): Outcomes {
  const watch = createWatch({ api, onOutcome: take });

  function take(outcome: Outcome): void {
    const { connection, checkAllowedAt } = outcome;
    if (!connection && store.get().outcome?.connection) {
      // A link tells for a while, and then no more: what was known last goes on being true.
      watch.stop();
      store.set({ isLookOver: true, checkAtMs: null });
      return;
    }
    const checkAtMs = checkAllowedAt === null ? null : Date.parse(checkAllowedAt);
    store.set({ outcome, checkAtMs });
    if (!connection) return;
    const { step } = store.get().flow;
    if (waysOfLinked(connection).ends === 'yes') {
      end();
      return;
    }
    // Whoever mends something is not taken away from the screen that says how.
    if (!mendingSteps.has(step)) show({ step: 'watching', attemptId: null }, 'replace');
    ending.tell({ type: 'waiting', state: connection.state });
  }

  /** An answer that is new in the schema does not compile until it has its case here. */
  function takeCheck(answer: CheckAnswer): void {
    switch (answer.__typename) {
      case 'CheckLinkSuccess':
        watch.take(answer.outcome);
        break;
      case 'CheckLimited':
        store.set({ checkAtMs: Date.parse(answer.until) });
        break;
      case 'LinkTokenRefused':
      case 'NotConnected':
      case 'InvalidArgument':
        watch.start();
        break;
      default:
        answer satisfies never;
        watch.start();
    }
  }

  function end(): void {
    watch.stop();
    if (store.get().flow.step !== 'done') ending.arrive();
  }

  function watchOutcome(): void {
    watch.start();
  }

  /** False when the link connected nothing, or nothing can be learnt. */
  async function watchUsedLink(): Promise<boolean> {
    for (let failures = 1; failures <= looksMax; failures += 1) {
      const reply = await api.outcome();
      if (reply.kind === 'answered') {
        const { connection } = reply.data;
        if (!connection) return false;
        const { connectionId, state } = connection;
        ending.tell({ type: 'connected', connectionId, isNew: null, state });
        watchOutcome();
        return true;
      }
      await pause(retryDelayMs(failures, chance()));
    }
    return false;
  }

  return {
    watchOutcome,
    async endToken(verdict) {
      if (verdict === 'USED' && (await watchUsedLink())) return;
      store.set({ verdict });
      show({ step: 'token', attemptId: null }, 'replace');
      ending.noteToken(verdict);
    },
    async checkAgain() {
      store.set({ isChecking: true });
      const reply = await api.check();
      const isAnswered = reply.kind === 'answered' && reply.data.__typename === 'CheckLinkSuccess';
      store.set({ isChecking: false, lastCheck: { isAnswered, atMs: clock.nowMs() } });
      if (reply.kind === 'answered') takeCheck(reply.data);
      else watch.start();
    },
    goWithoutReading: end,
  };
}

/** How often a link that was used is looked up while nobody answers. */
const looksMax = 4;

const mendingSteps: ReadonlySet<string> = new Set(['watching', 'app', 'share', 'follower']);
