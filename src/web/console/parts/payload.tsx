import { Copy } from './copy.tsx';

/** JSON as it was sent, laid out for reading; what is copied is the text itself. */
export function Payload({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div class="payload-frame">
      <Copy text={text} what={what} />
      <pre class="payload">
        <code>{laidOut(text)}</code>
      </pre>
    </div>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
