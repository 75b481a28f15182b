import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '#web/shared/announcer.tsx';
import { after } from '#web/shared/platform.ts';
import { takeText } from '#web/shared/take-text.ts';
import { Icon } from './icon.tsx';

const shownMs = 2_000;

/** A text that can be taken along: the button says what, and then that it was done. */
export function Copy({ text, what }: { readonly text: string; readonly what: string }) {
  const [isDone, setDone] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => (isDone ? after(shownMs, () => setDone(false)) : undefined), [isDone]);
  const copy = async () => {
    const { previousElementSibling: before, nextElementSibling: behind } = button.current ?? {};
    const isCopied = await takeText(text, before ?? behind ?? null);
    setDone(isCopied);
    announce(isCopied ? `${what} copied.` : `${what} is marked. Copy it now.`);
  };
  return (
    <button
      type="button"
      ref={button}
      class="button quiet small-button"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={isDone ? 'check' : 'copy'} />
    </button>
  );
}

/** A secret that is shown once, with what to do about that. */
export function Secret({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="secret">
      <code>{text}</code>
      <Copy text={text} what={what} />
    </div>
  );
}
