import { useEffect, useRef, useState } from 'preact/hooks';
import { guessRegion } from '#web/link/flow/region-guess.ts';
import { passwordWay, type Region } from '#web/link/flow/steps.ts';
import { regionsOf } from '#web/link/flow/ways.ts';
import { useLink } from '#web/link/link-context.ts';
import { RadioGroup } from '#web/shared/choice.tsx';
import { Screen } from './screen.tsx';
import { Summary } from './summary.tsx';

/** Where the account was made: a login elsewhere is refused like a wrong password. */
export function RegionScreen() {
  const { texts, state, wizard } = useLink();
  const words = texts.region;
  const [guess] = useState(guessOfDevice);
  const regions = regionsOf(state.session, state.flow.provider ?? passwordWay);
  const believed = state.flow.region ?? guess;
  const isOffered = believed !== null && regions.includes(believed);
  const [chosen, setChosen] = useState<Region | null>(isOffered ? believed : null);
  const [isMissing, setIsMissing] = useState(false);
  const error = state.isRegionRefused ? words.unsupported : isMissing ? words.missing : null;
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) summary.current?.focus();
  }, [error]);
  const goOn = (event: Event) => {
    event.preventDefault();
    if (chosen) wizard.chooseRegion(chosen);
    else setIsMissing(true);
  };
  return (
    <Screen name="region" title={words.title} hasError={error !== null}>
      {error && (
        <Summary place={summary} lines={[{ text: error, fieldId: `region-${regions[0]}` }]} />
      )}
      <p class="soft">{words.note}</p>
      <form class="actions" method="post" noValidate onSubmit={goOn}>
        <RadioGroup
          name="region"
          legend={words.title}
          isLegendUnseen
          choices={regions.map((value) => ({
            value,
            label: words[value],
            hint: hintOf(value),
          }))}
          chosen={chosen}
          onChoose={setChosen}
        />
        <button type="submit" class="button main">
          {texts.common.goOn}
        </button>
      </form>
    </Screen>
  );

  function hintOf(value: Region): string | undefined {
    if (value === guess) return words.guess;
    return value === 'APAC' ? words.APACHint : undefined;
  }
}

function guessOfDevice(): Region | null {
  return guessRegion(Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.language);
}
