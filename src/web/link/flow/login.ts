import { randomId } from '#web/shared/platform.ts';
import type { LoginEnd } from './login-end.ts';
import type { Parts, Wizard } from './parts.ts';
import { signIn } from './sign-in.ts';
import { consentWay } from './steps.ts';

/** The login: what is typed, and what is sent. */
export type Login = Pick<
  Wizard,
  'signIn' | 'replaceAccount' | 'connectAnew' | 'typedName' | 'keepName'
>;

export function createLogin(
  { api, store, show }: Parts,
  { conclude, askRetryAt }: LoginEnd,
): Login {
  let typedName = '';
  let connectsAnew = false;

  return {
    async signIn(fields) {
      const { flow, session, replacesAccount } = store.get();
      const isSent = flow.step === 'connecting' || flow.attemptId !== null;
      if (!flow.region || isSent) return;
      store.set({ refusal: null, isRegionRefused: false, isLost: false });
      const attemptId = randomId();
      show({ step: 'connecting', attemptId }, 'push');
      const end = await signIn({
        api,
        attemptId,
        fields,
        region: flow.region,
        mode: connectsAnew ? 'CONNECT' : (session?.mode ?? 'CONNECT'),
        replacesAccount,
        onLost: () => store.set({ isLost: true }),
      });
      await conclude(end);
    },
    async replaceAccount() {
      store.set({ replacesAccount: true });
      if (store.get().flow.provider === consentWay) return show({ step: 'consent' }, 'push');
      // The login that found the other account counts: the gateway says when the next is taken.
      store.set({ retryAtMs: await askRetryAt() });
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
