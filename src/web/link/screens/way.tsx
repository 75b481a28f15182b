import { consentWay, passwordWay } from '#web/link/flow/steps.ts';
import { useLink } from '#web/link/link-context.ts';
import { ClockPicture } from '#web/link/pictures/clock.tsx';
import { HistoryPicture } from '#web/link/pictures/history.tsx';
import { Screen } from './screen.tsx';

/** The two ways to link, by what each gives: the wearer's past, or each number as it comes. */
export function WayScreen() {
  const { texts, teamName, wizard } = useLink();
  const words = texts.way;
  return (
    <Screen name="way" title={words.title}>
      <div class="cards tall">
        <button type="button" class="card wide way" onClick={() => wizard.chooseWay(consentWay)}>
          <HistoryPicture />
          <span>{words.consent}</span>
          <small class="way-hint">{words.consentHint}</small>
        </button>
        <button type="button" class="card wide way" onClick={() => wizard.chooseWay(passwordWay)}>
          <ClockPicture />
          <span>{words.password}</span>
          <small class="way-hint">{words.passwordHint}</small>
        </button>
      </div>
      <p class="soft">{words.both(teamName)}</p>
    </Screen>
  );
}
