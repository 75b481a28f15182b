import type { ComponentChildren } from 'preact';
import { ScrollFrame } from './scroll-frame.tsx';

/** The heading of a column, and how it stands; a text alone stands as all do. */
export type Column = string | { readonly text: string; readonly look: ColumnLook };

/** `unseen`: told to a screen reader alone, above what can be done with each row. */
export type ColumnLook = 'number' | 'wide-only' | 'number wide-only' | 'unseen';

export interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly look?: 'people' | 'events' | 'small';
  /** Whether nothing in it takes the focus: then the keys must scroll it. */
  readonly isPlain?: boolean;
  /** The rows. */
  readonly children: ComponentChildren;
}

/** Rows under headings, in a frame that scrolls by itself where a phone is narrower. */
export function Table({ label, columns, look, isPlain = false, children }: TableProps) {
  const table = (
    <table class={look ? `list ${look}` : 'list'} aria-label={isPlain ? undefined : label}>
      <thead>
        <tr>{columns.map(heading)}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
  if (!isPlain) return <div class="table-frame">{table}</div>;
  return <ScrollFrame label={label}>{table}</ScrollFrame>;
}

function heading(column: Column) {
  const { text, look } = typeof column === 'string' ? { text: column, look: null } : column;
  return (
    <th key={text} scope="col" class={look === 'unseen' ? undefined : (look ?? undefined)}>
      {look === 'unseen' ? <span class="unseen">{text}</span> : text}
    </th>
  );
}
