import { Fragment } from 'preact';

/** A name like `daily.data.glucose.created`, which breaks after its dots where a phone is narrow. */
export function Dotted({ text }: { readonly text: string }) {
  const parts = text.split('.');
  return parts.map((part, place) => (
    <Fragment key={part}>
      {part}
      {place < parts.length - 1 && (
        <>
          .<wbr />
        </>
      )}
    </Fragment>
  ));
}
