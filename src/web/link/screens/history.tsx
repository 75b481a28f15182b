import { useEffect } from 'preact/hooks';
import type { Linked } from '#web/link/api/answers.ts';
import { useLink } from '#web/link/link-context.ts';
import { HistoryPicture } from '#web/link/pictures/history.tsx';
import { announce } from '#web/shared/announcer.tsx';
import { Screen } from './screen.tsx';

type Pull = NonNullable<Linked['historicalPull']>;

/** The consent was taken, and the past comes in: how far it is, and that nobody need wait for it. */
export function HistoryScreen({ pull }: { readonly pull: Pull | null }) {
  const { texts, state, wizard } = useLink();
  const words = texts.history;
  const days = pull && daysOf(pull);
  useEffect(() => announce(words.coming.title), []);
  return (
    <Screen name="state-history" title={words.coming.title} picture={<HistoryPicture />}>
      <p>{words.coming.words}</p>
      {days && days.all > 0 && (
        <div class="history">
          <progress max={days.all} value={days.done} aria-label={words.progressLabel} />
          <p>{words.progress(days.done, days.all)}</p>
        </div>
      )}
      <p>{words.late}</p>
      <p class="soft">{state.isLookOver ? texts.watching.lookOver : words.leave}</p>
      <div class="actions">
        <button type="button" class="button main" onClick={() => wizard.goWithoutReading()}>
          {texts.common.goOn}
        </button>
      </div>
    </Screen>
  );
}

const dayMs = 86_400_000;

function daysOf({ from, to, doneDownTo }: Pull): { readonly done: number; readonly all: number } {
  const [fromMs, toMs, doneMs] = [from, to, doneDownTo].map((at) => Date.parse(at)) as [
    number,
    number,
    number,
  ];
  return { done: Math.floor((toMs - doneMs) / dayMs), all: Math.round((toMs - fromMs) / dayMs) };
}
