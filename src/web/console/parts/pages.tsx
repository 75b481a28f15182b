import { useSearchParams } from 'wouter';

/** How many rows a page of a list has. */
export const rowsPerPage = 50;

/** Changes what the address says of a list; a page deeper in goes back to its beginning. */
export function useFilters(): {
  readonly get: (name: string) => string | null;
  readonly set: (changes: Readonly<Record<string, string | null>>) => void;
} {
  const [search, setSearch] = useSearchParams();
  return {
    get: (name) => search.get(name),
    set: (changes) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('after');
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
  };
}

/** The cursor in the address after which this page of a list begins; null for the first. */
export function usePage(): {
  readonly after: string | null;
  readonly goAfter: (cursor: string | null) => void;
} {
  const [search, setSearch] = useSearchParams();
  return {
    after: search.get('after'),
    goAfter: (cursor) =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        if (cursor === null) next.delete('after');
        else next.set('after', cursor);
        return next;
      }),
  };
}

export interface PagesProps {
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly page: ReturnType<typeof usePage>;
  readonly texts?: { readonly first: string; readonly next: string };
}

const usualTexts = { first: 'First page', next: 'Next page' };

export function Pages({ pageInfo, page, texts = usualTexts }: PagesProps) {
  const { endCursor, hasNextPage } = pageInfo;
  if (page.after === null && !hasNextPage) return null;
  return (
    <nav class="pages" aria-label="Pages">
      {page.after !== null && (
        <button type="button" class="button" onClick={() => page.goAfter(null)}>
          {texts.first}
        </button>
      )}
      {hasNextPage && (
        <button type="button" class="button" onClick={() => page.goAfter(endCursor)}>
          {texts.next}
        </button>
      )}
    </nav>
  );
}

export interface FilterButtonsProps {
  readonly label: string;
  readonly choices: readonly { readonly name: string; readonly text: string }[];
  readonly chosen: string | null;
  /** What stands for all of them; null where one is always chosen. */
  readonly allText: string | null;
  readonly onChoose: (name: string | null) => void;
}

/** One of several, or all; each press shows at once. */
export function FilterButtons({ label, choices, chosen, allText, onChoose }: FilterButtonsProps) {
  const all = [...(allText === null ? [] : [{ name: null, text: allText }]), ...choices];
  return (
    <fieldset class="chips">
      <legend class="unseen">{label}</legend>
      {all.map(({ name, text }) => (
        <button
          key={text}
          type="button"
          class="chip"
          aria-pressed={chosen === name}
          onClick={() => onChoose(name)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
