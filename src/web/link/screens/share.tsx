import { useState } from 'preact/hooks';
import { useLink } from '#web/link/link-context.ts';
import { SwitchPicture } from '#web/link/pictures/switch.tsx';
import { Screen } from './screen.tsx';

/** How Share is turned on in the app that was chosen. */
export function ShareScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const words = texts.share;
  const [isLost, setIsLost] = useState(false);
  const app = state.flow.app ?? 'g7';
  return (
    <Screen name="share" title={words.title} picture={<SwitchPicture />}>
      <ol class="list">
        {words.steps[app].map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <p class="soft">{words.note}</p>
      <p class={isLost ? 'note' : undefined} role="status">
        {isLost && `${words.lostHelp} ${texts.common.helpWords(teamName)}`}
      </p>
      <div class="actions">
        <button type="button" class="button main" onClick={() => wizard.mended('share')}>
          {words.isOn}
        </button>
        <button type="button" class="button" onClick={() => setIsLost(true)}>
          {words.lost}
        </button>
      </div>
    </Screen>
  );
}
