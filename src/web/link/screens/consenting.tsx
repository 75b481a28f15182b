import { useLink } from '#web/link/link-context.ts';
import { ClockPicture } from '#web/link/pictures/clock.tsx';
import { Screen } from './screen.tsx';

/** The wearer is at Dexcom, in another tab, or has just come back. */
export function ConsentingScreen() {
  const { texts, state, wizard } = useLink();
  const words = texts.consenting;
  const { startUrl } = state;
  if (!wizard.isFramed) {
    return (
      <Screen name="consenting" title={texts.opening.title} picture={<ClockPicture />}>
        <p>{words.asking}</p>
      </Screen>
    );
  }
  return (
    <Screen name="consenting" title={words.title} picture={<ClockPicture />}>
      <p>{words.words}</p>
      <div class="actions">
        {startUrl && (
          <a class="button main" href={startUrl} target="_blank" rel="noopener noreferrer">
            {words.open} <span class="unseen">{texts.common.newTab}</span>
          </a>
        )}
        <button
          type="button"
          class="button"
          onClick={() => wizard.go({ step: 'consent', attemptId: null })}
        >
          {words.again}
        </button>
      </div>
      <p class="soft">{words.looking}</p>
    </Screen>
  );
}
