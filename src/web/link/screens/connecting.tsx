import { useEffect, useState } from 'preact/hooks';
import { useLink } from '#web/link/link-context.ts';
import { announce } from '#web/shared/announcer.tsx';
import { after } from '#web/shared/platform.ts';
import { Screen } from './screen.tsx';

/** When the next stage has most probably begun; the gateway answers once, at the end. */
const stageStartsMs = [1_000, 4_000];
const slowAfterMs = 10_000;
const slowerAfterMs = 30_000;

/** The login is under way, in named stages: nothing can be pressed that would send it again. */
export function ConnectingScreen() {
  const { texts, state } = useLink();
  const words = texts.connecting;
  const stages = [words.sending, words.judging, words.reading];
  const [stage, setStage] = useState(0);
  const [slowness, setSlowness] = useState<'none' | 'slow' | 'slower'>('none');
  useEffect(() => {
    const ends = [
      ...stageStartsMs.map((ms, index) => after(ms, () => setStage(index + 1))),
      after(slowAfterMs, () => setSlowness('slow')),
      after(slowerAfterMs, () => setSlowness('slower')),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  const note = state.isLost ? words.lost : slowness === 'none' ? null : words[slowness];
  const spoken = note ?? stages[stage] ?? '';
  useEffect(() => announce(spoken), [spoken]);
  return (
    <Screen name="connecting" title={words.title}>
      <ol class="stages" aria-busy="true">
        {stages.map((text, index) => (
          <li
            key={text}
            class={index < stage ? 'over' : undefined}
            aria-current={index === stage ? 'step' : undefined}
          >
            {text}
          </li>
        ))}
      </ol>
      {note && <p class="note">{note}</p>}
    </Screen>
  );
}
