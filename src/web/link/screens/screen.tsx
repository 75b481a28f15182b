import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLink } from '#web/link/link-context.ts';

export interface ScreenProps {
  /** Names the screen for tests and for the messages to an embedding page. */
  readonly name: string;
  readonly title: string;
  /** Whether something went wrong: told before the title, and by whoever has the focus. */
  readonly hasError?: boolean;
  readonly picture?: ComponentChildren;
  readonly children: ComponentChildren;
}

/**
 * One screen: its heading takes the focus when it comes, and when what had the focus is no longer
 * there, so that whoever cannot see the change hears it and never loses the place; the title of the
 * page says where one is.
 */
export function Screen({ name, title, hasError = false, picture, children }: ScreenProps) {
  const { texts, teamName } = useLink();
  const heading = useRef<HTMLHeadingElement>(null);
  const focused = useRef<Element | null>(null);
  useEffect(() => {
    const mark = hasError ? `${texts.common.errorMark} ` : '';
    document.title = [`${mark}${title}`, ...(teamName ? [teamName] : [])].join(' – ');
  }, [title, hasError, teamName, texts]);
  useEffect(() => {
    if (!hasError) heading.current?.focus();
    window.scrollTo(0, 0);
  }, [name]);
  useEffect(() => {
    if (focused.current?.isConnected !== false) return;
    focused.current = null;
    if (document.activeElement === document.body) heading.current?.focus();
  });
  const noteFocus = ({ target }: FocusEvent) => {
    focused.current = target instanceof Element ? target : null;
  };
  return (
    <main data-screen={name} key={name} onFocusIn={noteFocus}>
      {picture}
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </main>
  );
}
