import type { Texts } from '#web/link/texts/en.ts';
import type { CountdownProps } from '#web/shared/countdown.tsx';

/** What is said of a wait, wherever one is shown. */
export function waitTexts({ signIn }: Texts): CountdownProps['texts'] {
  return { wait: signIn.wait, label: signIn.waitLabel, over: signIn.waitOver };
}
