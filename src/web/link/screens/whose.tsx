import { passwordWay } from '#web/link/flow/steps.ts';
import { waysOf } from '#web/link/flow/ways.ts';
import { useLink } from '#web/link/link-context.ts';
import { SharingPicture } from '#web/link/pictures/sharing.tsx';
import { Screen } from './screen.tsx';

/** What is shared with whom, and whose sensor it is. */
export function WhoseScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const words = texts.whose;
  const ways = waysOf(state.session);
  const isByPassword = ways.includes(passwordWay);
  const facts = isByPassword && ways.length === 1 ? words.facts : words.factsOfBoth;
  const answer = (isForAnother: boolean) => () => wizard.tellWhose(isForAnother);
  return (
    <Screen name="whose" title={words.title(teamName)} picture={<SharingPicture />}>
      <dl class="facts">
        {facts.map(([term, fact]) => (
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
        {isByPassword && (
          <button
            type="button"
            class="button quiet"
            onClick={() => wizard.go({ step: 'region', provider: passwordWay })}
          >
            {words.shortCut}
          </button>
        )}
      </div>
    </Screen>
  );
}
