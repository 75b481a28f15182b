import type { Texts } from '#web/link/texts/en.ts';
import type { CountdownProps } from '#web/shared/countdown.tsx';

/** How long a wait still is. */
export function waitSentence({ signIn }: Texts, secondsLeft: number): string {
  return signIn.wait(Math.floor(secondsLeft / 60), secondsLeft % 60);
}

/** What is said of a wait, wherever one is shown. */
export function waitTexts({ signIn }: Texts): CountdownProps['texts'] {
  return { wait: signIn.wait, label: signIn.waitLabel, over: signIn.waitOver };
}
