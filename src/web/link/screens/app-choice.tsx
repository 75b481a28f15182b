import { useState } from 'preact/hooks';
import type { AppKind } from '#web/link/flow/steps.ts';
import { useLink } from '#web/link/link-context.ts';
import { SensorPicture } from '#web/link/pictures/sensor.tsx';
import { Screen } from './screen.tsx';

const apps: readonly AppKind[] = ['g6', 'g7', 'one', 'onePlus'];

/** Which app shows the glucose: what cannot share is told here, before any login. */
export function AppChoiceScreen() {
  const { texts, wizard } = useLink();
  const words = texts.app;
  const [isUnsure, setIsUnsure] = useState(false);
  return (
    <Screen name="app" title={words.title}>
      <div class="cards">
        {apps.map((app) => (
          <button
            type="button"
            class="card"
            key={app}
            onClick={() => wizard.go({ step: 'share', app })}
          >
            <SensorPicture app={app} />
            {words[app]}
          </button>
        ))}
        <button type="button" class="card wide" onClick={() => wizard.go({ step: 'stelo' })}>
          {words.stelo}
        </button>
        <button type="button" class="card wide" onClick={() => wizard.go({ step: 'receiver' })}>
          {words.receiver}
        </button>
      </div>
      <button
        type="button"
        class="button quiet"
        aria-expanded={isUnsure}
        onClick={() => setIsUnsure(true)}
      >
        {words.unsure}
      </button>
      <p class={isUnsure ? 'note' : undefined} role="status">
        {isUnsure && words.unsureHelp}
      </p>
    </Screen>
  );
}
