import type { ComponentChildren } from 'preact';

export interface ScrollFrameProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** What may be wider than a phone and holds nothing that takes the focus: the keys scroll it. */
export function ScrollFrame({ label, children }: ScrollFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it.
    <section class="table-frame" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
