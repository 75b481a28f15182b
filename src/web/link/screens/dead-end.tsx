import { useLink } from '#web/link/link-context.ts';
import { NoticePicture } from '#web/link/pictures/notice.tsx';
import { Screen } from './screen.tsx';

/** What cannot share: told honestly, with no login sent. */
export function DeadEndScreen({ kind }: { readonly kind: 'stelo' | 'receiver' }) {
  const { texts, teamName, wizard } = useLink();
  const words = texts[kind];
  return (
    <Screen name={kind} title={words.title} picture={<NoticePicture />}>
      <p>{words.words(teamName)}</p>
      <p>{words.next(teamName)}</p>
      <div class="actions">
        <button type="button" class="button main" onClick={() => wizard.go({ step: 'app' })}>
          {words.other}
        </button>
        <button type="button" class="button" onClick={() => wizard.close()}>
          {texts.common.close}
        </button>
      </div>
    </Screen>
  );
}
