import { useLink } from '#web/link/link-context.ts';
import { SharingPicture } from '#web/link/pictures/sharing.tsx';
import { Screen } from './screen.tsx';

/** What is shared with whom, and whose sensor it is. */
export function WhoseScreen() {
  const { texts, teamName, wizard } = useLink();
  const words = texts.whose;
  const answer = (isForAnother: boolean) => () => wizard.go({ step: 'app', isForAnother });
  return (
    <Screen name="whose" title={words.title(teamName)} picture={<SharingPicture />}>
      <dl class="facts">
        {words.facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact(teamName)}</dd>
          </div>
        ))}
      </dl>
      <h2>{words.question}</h2>
      <div class="actions">
        <button type="button" class="button main" onClick={answer(false)}>
          {words.mine}
        </button>
        <button type="button" class="button" onClick={answer(true)}>
          {words.another}
        </button>
        <button type="button" class="button quiet" onClick={() => wizard.go({ step: 'region' })}>
          {words.shortCut}
        </button>
      </div>
    </Screen>
  );
}
