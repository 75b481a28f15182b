import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** At the side of the screen, with the page beside it still of use. */
  readonly isDrawer?: boolean;
}

/** The platform's own dialog: it holds the focus, ends with Esc, and gives the focus back. */
export function Dialog({ title, onClose, children, isDrawer = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    if (isDrawer) dialog.current?.show();
    else dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => {
    // What had it has made room for what follows: without it the keyboard would begin anew.
    if (!isDrawer && document.activeElement === document.body) heading.current?.focus();
  });
  return (
    <dialog
      ref={dialog}
      class={isDrawer ? 'drawer' : 'dialog'}
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={(event) => {
        if (isDrawer && event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button quiet" onClick={onClose} aria-label="Close">
          <Icon name="cross" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
