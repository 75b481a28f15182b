import type { ComponentChildren, TargetedEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Step } from '#web/link/flow/steps.ts';
import { useLink } from '#web/link/link-context.ts';
import { languages } from '#web/link/texts/languages.ts';
import { Announcer, announce } from '#web/shared/announcer.tsx';
import { useSecondsLeft } from '#web/shared/countdown.tsx';

export interface ShellProps {
  readonly language: string;
  /** Fails where the texts of a language cannot be had. */
  readonly onLanguage: (code: string) => Promise<void>;
  readonly children: ComponentChildren;
}

/** What stands around every screen, in the same places: team, language, help, the way out. */
export function Shell({ language, onLanguage, children }: ShellProps) {
  const { texts, teamName, state, wizard } = useLink();
  const brand = state.session?.brand;
  const { step } = state.flow;
  // A token that does not work leaves nothing to stop, but a frame to be taken away.
  const isTold = wizard.isFramed && Boolean(state.session?.parentOrigin);
  const canClose = state.session !== null && step !== 'closed' && (step !== 'token' || isTold);
  const canGoBack = backSteps.has(step);
  const choose = ({ currentTarget: select }: TargetedEvent<HTMLSelectElement>) => {
    // Its file is gone after an upgrade: the page goes on in the language that it has.
    onLanguage(select.value).catch(() => {
      select.value = language;
    });
  };
  return (
    <div class="wizard">
      <header class="head">
        <p class="team">
          {brand?.logoPath && <img src={brand.logoPath} alt="" />}
          <bdi>{teamName}</bdi>
        </p>
        <label class="languages">
          <span class="unseen">{texts.common.languages}</span>
          <select value={language} onChange={choose}>
            {languages.map(({ code, name }) => (
              <option value={code} key={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </header>
      {canGoBack && (
        <button type="button" class="button quiet back" onClick={() => wizard.back()}>
          {texts.common.back}
        </button>
      )}
      <LinkEnds />
      {children}
      <footer class="foot">
        <p class="ways">
          {brand?.supportUrl ? (
            <Away href={brand.supportUrl}>{texts.common.helpLink}</Away>
          ) : (
            <span>{teamName && texts.common.helpWords(teamName)}</span>
          )}
          {brand?.privacyUrl && <Away href={brand.privacyUrl}>{texts.common.privacyLink}</Away>}
          {canClose && (
            <button type="button" class="button quiet" onClick={() => wizard.close()}>
              {texts.common.close}
            </button>
          )}
        </p>
        <p>{texts.common.notice}</p>
      </footer>
      <StopDialog />
      <Announcer />
    </div>
  );
}

/** From these a way leads back within the wizard. */
const backSteps: ReadonlySet<Step> = new Set([
  'way',
  'app',
  'share',
  'follower',
  'region',
  'consent',
  'sign-in',
  'problem',
]);

/** How long before its end a link says so. */
const tellsEndSecondsMax = 5 * 60;

/** Warns, once, that the link soon ends: what is typed then is lost. */
function LinkEnds() {
  const { texts, state, wizard } = useLink();
  const { session, outcome } = state;
  const isOpen = session?.verdict === 'OPEN' && !outcome?.connection;
  const endMs = isOpen && session.expiresAt ? Date.parse(session.expiresAt) : null;
  const secondsLeft = useSecondsLeft(wizard.clock, endMs);
  const isSoon = secondsLeft > 0 && secondsLeft <= tellsEndSecondsMax;
  const sentence = isSoon ? texts.common.ends(Math.ceil(secondsLeft / 60)) : '';
  useEffect(() => {
    if (isSoon) announce(sentence);
  }, [isSoon]);
  return isSoon ? <p class="note">{sentence}</p> : null;
}

/** A way out of the page that leaves it open, and tells the other page nothing. */
function Away({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const { texts } = useLink();
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children} <span class="unseen">{texts.common.newTab}</span>
    </a>
  );
}

/** Asks once whether the wearer means to stop; Escape means no. */
function StopDialog() {
  const { texts, state, wizard } = useLink();
  const words = texts.closing;
  const dialog = useRef<HTMLDialogElement>(null);
  const { isAskedToStop } = state;
  useEffect(() => {
    if (isAskedToStop) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isAskedToStop]);
  const question = state.flow.step === 'connecting' ? texts.connecting.leave : words.question;
  return (
    <dialog ref={dialog} aria-labelledby="stop-question" onClose={() => wizard.stay()}>
      <div class="actions">
        <p id="stop-question">{question}</p>
        <button type="button" class="button main" onClick={() => wizard.stay()}>
          {words.stay}
        </button>
        <button type="button" class="button" onClick={() => wizard.confirmClose()}>
          {words.stop}
        </button>
      </div>
    </dialog>
  );
}
