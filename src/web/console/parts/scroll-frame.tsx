import type { ComponentChildren } from 'preact';

export interface ScrollFrameProps {
  readonly label: string;
  readonly name: 'table-frame' | 'profile-frame';
  readonly children: ComponentChildren;
}

/** What may be wider than a phone and holds nothing that takes the focus: the keys scroll it. */
export function ScrollFrame({ label, name, children }: ScrollFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it.
    <section class={name} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
