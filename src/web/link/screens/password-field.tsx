import { useRef, useState } from 'preact/hooks';
import { useLink } from '#web/link/link-context.ts';

/** The password, which can be shown, and is hidden again when the form is sent. */
export function PasswordField({ wrong }: { readonly wrong: string | null }) {
  const { texts } = useLink();
  const words = texts.signIn;
  const input = useRef<HTMLInputElement>(null);
  const [isShown, setIsShown] = useState(false);
  const toggle = () => {
    setIsShown(!isShown);
    input.current?.focus();
  };
  return (
    <div class="field">
      <label for="password">{words.password}</label>
      <p class="hint" id="password-hint">
        {words.passwordHint}
      </p>
      {wrong && (
        <p class="wrong" id="password-wrong">
          {wrong}
        </p>
      )}
      <input
        id="password"
        name="password"
        ref={input}
        type={(isShown ? 'text' : 'password') as 'password'}
        dir="ltr"
        autocomplete="current-password"
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        aria-describedby={wrong ? 'password-wrong password-hint' : 'password-hint'}
        aria-invalid={wrong ? true : undefined}
      />
      <button type="button" class="button quiet" onClick={toggle}>
        {isShown ? words.hide : words.show}
      </button>
    </div>
  );
}
