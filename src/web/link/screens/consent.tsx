import { useEffect, useRef } from 'preact/hooks';
import type { RefusalKind } from '#web/link/flow/failures.ts';
import { consentWay } from '#web/link/flow/steps.ts';
import { regionsOf } from '#web/link/flow/ways.ts';
import { useLink } from '#web/link/link-context.ts';
import { LockPicture } from '#web/link/pictures/lock.tsx';
import type { Texts } from '#web/link/texts/en.ts';
import { RegionLine } from './region-line.tsx';
import { Screen } from './screen.tsx';
import { Summary } from './summary.tsx';

/** What comes of a consent, before the wearer is led to Dexcom's own page. */
export function ConsentScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const words = texts.consent;
  const { refusal, isSettingOut, session, flow } = state;
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refusal) summary.current?.focus();
  }, [refusal]);
  const told = refusal && refusalTexts(texts, refusal);
  const hasOthers = regionsOf(session, consentWay).length > 1;
  return (
    <Screen
      name="consent"
      title={session?.mode === 'RECONNECT' ? texts.signIn.titleAgain : words.title}
      hasError={told !== null}
      picture={told ? null : <LockPicture />}
    >
      {told && (
        <Summary
          place={summary}
          heading={told.title}
          lines={[{ text: told.words, fieldId: null }]}
        />
      )}
      <p>{words.words}</p>
      <p>{flow.isForAnother ? texts.signIn.dependent : words.own}</p>
      <dl class="facts">
        {words.facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact(teamName)}</dd>
          </div>
        ))}
      </dl>
      <RegionLine hasOthers={hasOthers} />
      {hasOthers && <p class="soft">{words.otherRegion}</p>}
      <div class="actions">
        <button
          type="button"
          class="button main"
          aria-disabled={isSettingOut}
          onClick={() => void wizard.setOut()}
        >
          {isSettingOut ? texts.opening.title : words.go}
        </button>
      </div>
      <p class="soft">{words.time}</p>
    </Screen>
  );
}

function refusalTexts(texts: Texts, refusal: RefusalKind) {
  return texts.consent.refusals[refusal] ?? texts.refusals[refusal];
}
