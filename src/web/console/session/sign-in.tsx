import type { TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '#web/console/parts/icon.tsx';
import { Screen, Skeleton } from '#web/console/parts/screen.tsx';
import { every } from '#web/shared/platform.ts';
import { askSession, type Proof, type Role, type SessionState, signIn } from './session.ts';
import './sign-in.css';

export interface SignInProps {
  readonly state: Exclude<SessionState, { readonly name: 'signed-in' }>;
}

/** The door: who comes with a key, a code of the command line, or to the sandbox. */
export function SignIn({ state }: SignInProps) {
  if (state.name === 'asking') return <Skeleton lines={3} />;
  return (
    <div class="door">
      {state.name === 'unreachable' ? <Unreachable /> : <SignedOut {...state} />}
    </div>
  );
}

const unreachableMs = 5_000;

/**
 * The same over what was being done when the session ended by itself: it stands behind, with what was
 * typed, and nobody sees or reaches it.
 */
export function SignInOver({ state }: SignInProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="door-over"
      aria-label="Sign in again"
      onCancel={(event) => event.preventDefault()}
      // Browsers let Esc close any dialog when it is pressed again.
      onClose={() => dialog.current?.showModal()}
    >
      <SignIn state={state} />
    </dialog>
  );
}

function Unreachable() {
  useEffect(() => every(unreachableMs, () => void askSession()), []);
  return (
    <Screen name="unreachable" title="The gateway does not answer" isDoor>
      <p>Look at your network and at the gateway. This page asks again every few seconds.</p>
      <p>
        <button type="button" class="button main" onClick={() => void askSession()}>
          Ask now
        </button>
      </p>
    </Screen>
  );
}

type SignedOutProps = Extract<SessionState, { readonly name: 'signed-out' }>;

function SignedOut({ reason, canSignInToSandbox }: SignedOutProps) {
  const [way, setWay] = useState<'key' | 'code'>('key');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const enter = async (proof: Proof) => {
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    setProblem(await signIn(proof));
    setBusy(false);
  };
  return (
    <Screen name="sign-in" title="Sign in to the console" isDoor>
      {reason && (
        <div class="message warn" role="status">
          <Icon name="clock" />
          <p>{reason}</p>
        </div>
      )}
      {canSignInToSandbox && (
        <>
          <button
            type="button"
            class="button main wide"
            aria-disabled={isBusy}
            onClick={() => void enter({ sandbox: true })}
          >
            Sign in to the sandbox
          </button>
          <p class="or">
            <span>or</span>
          </p>
        </>
      )}
      <Ways way={way} onWay={setWay} />
      {way === 'key' ? (
        <KeyForm isBusy={isBusy} onEnter={enter} isMain={!canSignInToSandbox} problem={problem} />
      ) : (
        <CodeForm isBusy={isBusy} onEnter={enter} isMain={!canSignInToSandbox} problem={problem} />
      )}
    </Screen>
  );
}

interface WaysProps {
  readonly way: 'key' | 'code';
  readonly onWay: (way: 'key' | 'code') => void;
}

function Ways({ way, onWay }: WaysProps) {
  const texts = { key: 'API key', code: 'One-time code' } as const;
  return (
    <fieldset class="switch wide">
      <legend class="unseen">How to sign in</legend>
      {(['key', 'code'] as const).map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="way"
            class="unseen"
            checked={way === each}
            onChange={() => onWay(each)}
          />
          <span>{texts[each]}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface FormProps {
  readonly isBusy: boolean;
  readonly isMain: boolean;
  readonly problem: string | null;
  readonly onEnter: (proof: Proof) => Promise<void>;
}

const roles: readonly { readonly role: Role | ''; readonly text: string }[] = [
  { role: '', text: 'All that the key may' },
  { role: 'developer', text: 'Developer: people, events, webhooks, audit' },
  { role: 'support', text: 'Support: people and their links' },
];

function KeyForm({ isBusy, isMain, problem, onEnter }: FormProps) {
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const role = form.get('role') as Role | '';
    const apiKey = String(form.get('key')).trim();
    void onEnter(role === '' ? { apiKey } : { apiKey, role });
  };
  return (
    <form class="stack" onSubmit={submit}>
      <label class="field">
        <span>API key</span>
        <input
          name="key"
          type="password"
          required
          autocomplete="off"
          spellcheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem ? 'problem' : 'key-hint'}
        />
        <small id="key-hint">
          It is exchanged for a session of this browser, and kept nowhere.
        </small>
      </label>
      <label class="field">
        <span>As</span>
        <select name="role">
          {roles.map(({ role, text }) => (
            <option key={role} value={role}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Problem text={problem} />
      <Enter isBusy={isBusy} isMain={isMain} />
    </form>
  );
}

function CodeForm({ isBusy, isMain, problem, onEnter }: FormProps) {
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    void onEnter({ code: String(new FormData(event.currentTarget).get('code')).trim() });
  };
  return (
    <form class="stack" onSubmit={submit}>
      <label class="field">
        <span>One-time code</span>
        <input
          name="code"
          required
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem ? 'problem' : 'code-hint'}
        />
        <small id="code-hint">
          Whoever has the server gets one with <code>gateway console-login TEAM</code>. It works
          once, for five minutes.
        </small>
      </label>
      <Problem text={problem} />
      <Enter isBusy={isBusy} isMain={isMain} />
    </form>
  );
}

function Problem({ text }: { readonly text: string | null }) {
  return (
    <p class="error" id="problem" role="alert">
      {text}
    </p>
  );
}

function Enter({ isBusy, isMain }: { readonly isBusy: boolean; readonly isMain: boolean }) {
  return (
    <button type="submit" class={`button wide${isMain ? ' main' : ''}`} aria-disabled={isBusy}>
      {isBusy ? 'Signing in…' : 'Sign in'}
    </button>
  );
}
