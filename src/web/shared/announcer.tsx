import { useEffect, useState } from 'preact/hooks';

type Listener = (text: string) => void;

const listeners = new Set<Listener>();

/** Lets a screen reader say a sentence when it has finished with what it says. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

/** The one polite live region of a page. It must stand in the page before the first sentence. */
export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    listeners.add(setText);
    return () => void listeners.delete(setText);
  }, []);
  return (
    <p class="unseen" role="status">
      {text}
    </p>
  );
}
