import { useEffect, useRef, useState } from 'preact/hooks';
import { dexcomAccountPages } from '#web/link/flow/dexcom-pages.ts';
import { type Fields, judgeFields, type Mistake } from '#web/link/flow/fields.ts';
import { useLink } from '#web/link/link-context.ts';
import { LockPicture } from '#web/link/pictures/lock.tsx';
import { announce } from '#web/shared/announcer.tsx';
import { Countdown, useSecondsLeft } from '#web/shared/countdown.tsx';
import { PasswordField } from './password-field.tsx';
import { RegionLine } from './region-line.tsx';
import { Screen } from './screen.tsx';
import { Summary, type SummaryLine } from './summary.tsx';
import { waitSentence, waitTexts } from './wait-texts.ts';

/**
 * Name and password. Both fields are the browser's own: the password is in no state of the page, and
 * is read once, into the one body that is sent.
 */
export function SignInScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const words = texts.signIn;
  const form = useRef<HTMLFormElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const doubted = useRef<string | null>(null);
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
  const secondsLeft = useSecondsLeft(wizard.clock, state.retryAtMs);
  const isUnsettled = state.flow.attemptId !== null;
  const { refusal } = state;
  const hasError = refusal !== null || mistakes.length > 0;
  useEffect(() => {
    if (hasError) summary.current?.focus();
  }, [refusal, mistakes]);
  useEffect(() => emptyOnLeaving(form), []);

  const submit = (event: Event) => {
    event.preventDefault();
    if (isUnsettled) return announce(texts.refusals.unsettled.words);
    if (secondsLeft > 0) return announce(`${words.waitWhy} ${waitSentence(texts, secondsLeft)}`);
    if (!form.current) return;
    const fields = fieldsOf(form.current);
    // What filled the form may have told nobody that it did.
    wizard.keepName(fields.username);
    const found = judgeFields(fields);
    const isMeant = found.every(({ isDoubt }) => isDoubt) && doubted.current === fields.username;
    doubted.current = fields.username;
    setMistakes(isMeant ? [] : found);
    if (isMeant || found.length === 0) void wizard.signIn(fields);
  };
  const mistakeOf = (field: Mistake['field']) => mistakes.find((each) => each.field === field);
  const nameMistake = mistakeOf('username');
  const passwordMistake = mistakeOf('password');
  const lines: SummaryLine[] =
    mistakes.length > 0
      ? mistakes.map(({ field, text }) => ({ text: words[text], fieldId: field }))
      : refusal
        ? [{ text: texts.refusals[refusal].words, fieldId: null }]
        : [];
  const heading =
    mistakes.length === 0 && refusal ? texts.refusals[refusal].title : texts.common.problem;
  return (
    <Screen
      name="sign-in"
      title={state.session?.mode === 'RECONNECT' ? words.titleAgain : words.title}
      hasError={hasError}
      picture={hasError ? null : <LockPicture />}
    >
      {lines.length > 0 && <Summary place={summary} heading={heading} lines={lines} />}
      <p>{state.flow.isForAnother ? words.dependent : words.own}</p>
      <form class="fields" method="post" noValidate ref={form} onSubmit={submit}>
        <div class="field">
          <label for="username">{words.name}</label>
          <p class="hint" id="username-hint">
            {words.nameHint}
          </p>
          {nameMistake && (
            <p class="wrong" id="username-wrong">
              {words[nameMistake.text]}
            </p>
          )}
          <input
            id="username"
            name="username"
            type="text"
            dir="ltr"
            autocomplete="username"
            autocapitalize="none"
            autocorrect="off"
            spellcheck={false}
            defaultValue={wizard.typedName()}
            aria-describedby={nameMistake ? 'username-wrong username-hint' : 'username-hint'}
            aria-invalid={nameMistake ? true : undefined}
            onInput={(event) => wizard.keepName(event.currentTarget.value)}
          />
        </div>
        <PasswordField wrong={passwordMistake ? words[passwordMistake.text] : null} />
        <RegionLine hasOthers />
        <ConnectButton secondsLeft={secondsLeft} />
        <a
          class="button quiet"
          href={dexcomAccountPages[state.flow.region ?? 'US']}
          target="_blank"
          rel="noopener noreferrer"
        >
          {words.forgot} <span class="unseen">{texts.common.newTab}</span>
        </a>
      </form>
      <p class="soft">{words.safe(teamName)}</p>
    </Screen>
  );
}

/** Held while a login would come too soon or twice, and then it says why, and for how long. */
function ConnectButton({ secondsLeft }: { readonly secondsLeft: number }) {
  const { texts, state } = useLink();
  const isUnsettled = state.flow.attemptId !== null;
  const isHeld = isUnsettled || secondsLeft > 0;
  const why = isUnsettled ? texts.refusals.unsettled.words : texts.signIn.waitWhy;
  return (
    <>
      <div id="wait" class="wait">
        {isHeld && !state.refusal && <p>{why}</p>}
        <Countdown secondsLeft={secondsLeft} texts={waitTexts(texts)} />
      </div>
      <button
        type="submit"
        class="button main"
        aria-disabled={isHeld}
        aria-describedby={isHeld ? 'wait' : undefined}
      >
        {texts.signIn.connect}
      </button>
    </>
  );
}

/** As they are: what fills a form without a key being pressed is sent too. */
function fieldsOf(form: HTMLFormElement): Fields {
  const data = new FormData(form);
  return {
    username: `${data.get('username') ?? ''}`.trim(),
    password: `${data.get('password') ?? ''}`,
  };
}

/** A page that is kept by the browser to come back to keeps no password. */
function emptyOnLeaving(form: { readonly current: HTMLFormElement | null }): () => void {
  const empty = () => {
    const field = form.current?.elements.namedItem('password');
    if (field instanceof HTMLInputElement) field.value = '';
  };
  const emptyWhenKept = (event: PageTransitionEvent) => event.persisted && empty();
  window.addEventListener('pagehide', empty);
  window.addEventListener('pageshow', emptyWhenKept);
  return () => {
    empty();
    window.removeEventListener('pagehide', empty);
    window.removeEventListener('pageshow', emptyWhenKept);
  };
}
