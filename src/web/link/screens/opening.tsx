import { useLink } from '#web/link/link-context.ts';
import { NoticePicture } from '#web/link/pictures/notice.tsx';
import { Screen } from './screen.tsx';

/** Before the gateway has judged the token, or while it cannot be asked. */
export function OpeningScreen() {
  const { texts, state, wizard } = useLink();
  const { refusal } = state;
  if (!refusal) {
    return (
      <main data-screen="opening" aria-busy="true">
        <h1 tabIndex={-1}>{texts.opening.title}</h1>
        <p class="soft">{texts.opening.stage}</p>
      </main>
    );
  }
  const words = texts.refusals[refusal];
  return (
    <Screen name="not-opened" title={words.title} picture={<NoticePicture />}>
      <p>{words.words}</p>
      <div class="actions">
        <button type="button" class="button main" onClick={() => void wizard.open()}>
          {texts.watching.checkAgain}
        </button>
      </div>
    </Screen>
  );
}
