import type { Answer } from '#web/link/api/answers.ts';
import { errorTypes, type RefusalKind, type TokenVerdict, turnOf } from './failures.ts';
import type { Outcomes } from './outcomes.ts';
import type { Parts, Wizard } from './parts.ts';
import { signIn } from './sign-in.ts';

/** The login: what is typed, what is sent, and where its answer leads. */
export type Login = Pick<
  Wizard,
  'signIn' | 'replaceAccount' | 'connectAnew' | 'typedName' | 'keepName'
>;

export function createLogin(parts: Parts, { watchOutcome, watchUsedLink }: Outcomes): Login {
  const { api, clock, store, ending, show } = parts;
  let typedName = '';
  let replacesAccount = false;
  let connectsAnew = false;

  function refuse(refusal: RefusalKind, retryAtMs: number | null): void {
    store.set({ refusal, retryAtMs });
    show({ step: 'sign-in' }, 'replace');
  }

  function take(answer: Answer): void {
    if (answer.__typename === 'LinkSuccess') {
      const { connectionId, isNew, state } = answer;
      ending.tell({ type: 'connected', connectionId, isNew, state });
      store.set({ isRenewed: !isNew });
      watchOutcome();
      return;
    }
    const turn = turnOf(answer);
    const isRecoverable = turn.to === 'sign-in' || turn.to === 'region';
    ending.noteError(errorTypes[turn.reason], isRecoverable, answer.code);
    switch (turn.to) {
      case 'sign-in':
        refuse(turn.reason, turn.until === null ? null : Date.parse(turn.until));
        break;
      case 'region':
        store.set({ isRegionRefused: true });
        show({ step: 'region' }, 'replace');
        break;
      case 'problem':
        store.set({ problem: turn.problem });
        show({ step: 'problem' }, 'replace');
        break;
      case 'token':
        void endToken(turn.reason);
        break;
    }
  }

  async function endToken(verdict: TokenVerdict): Promise<void> {
    if (verdict === 'USED' && (await watchUsedLink())) return;
    store.set({ verdict });
    show({ step: 'token' }, 'replace');
  }

  return {
    async signIn(fields) {
      const { flow, session } = store.get();
      if (!flow.region || flow.step === 'connecting') return;
      store.set({ refusal: null, isRegionRefused: false, isLost: false });
      show({ step: 'connecting' }, 'push');
      const end = await signIn({
        api,
        fields,
        region: flow.region,
        mode: connectsAnew ? 'CONNECT' : (session?.mode ?? 'CONNECT'),
        replacesAccount,
        onLost: () => store.set({ isLost: true }),
      });
      // Who has left is told nothing more: the team learns it from its events.
      if (store.get().flow.step === 'closed') return;
      store.set({ isAskedToStop: false });
      if (end.kind === 'answered') return take(end.answer);
      const nowMs = clock.nowMs();
      ending.noteError(errorTypes[end.refusal], true, end.refusal);
      refuse(end.refusal, nowMs !== null && end.waitMs > 0 ? nowMs + end.waitMs : null);
    },
    async replaceAccount() {
      replacesAccount = true;
      // The login that found the other account counts: the gateway says when the next is taken.
      const reply = await api.session();
      if (reply.kind === 'answered') {
        const { retryAt } = reply.data;
        store.set({ retryAtMs: retryAt === null ? null : Date.parse(retryAt) });
      }
      show({ step: 'sign-in' }, 'push');
    },
    connectAnew() {
      connectsAnew = true;
      show({ step: 'whose' }, 'push');
    },
    typedName: () => typedName,
    keepName(name) {
      typedName = name;
    },
  };
}
