import type { RefObject } from 'preact';
import { useLink } from '#web/link/link-context.ts';

export interface SummaryLine {
  readonly text: string;
  /** The id of the field that it is about; null where it is about none. */
  readonly fieldId: string | null;
}

export interface SummaryProps {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly heading?: string;
  readonly lines: readonly SummaryLine[];
}

/** What is wrong, in one place that takes the focus, with ways to the fields. */
export function Summary({ place, heading, lines }: SummaryProps) {
  const { texts } = useLink();
  return (
    <div class="summary" tabIndex={-1} ref={place} role="alert" aria-labelledby="summary-heading">
      <h2 id="summary-heading">{heading ?? texts.common.problem}</h2>
      {lines.map(({ text, fieldId }) => (
        <p key={text}>
          {fieldId === null ? (
            text
          ) : (
            <button type="button" class="to-field" onClick={() => focusField(fieldId)}>
              {text}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

/** Not by a fragment of the address, where the token is. */
function focusField(fieldId: string): void {
  document.getElementById(fieldId)?.focus();
}
