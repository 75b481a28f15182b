import { useEffect, useState } from 'preact/hooks';

type Listener = (text: string) => void;

const listeners = new Set<Listener>();

/** Lets a screen reader say a sentence when it has finished with what it says. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

/** The one polite live region of a page. It must stand in the page before the first sentence. */
export function Announcer() {
  const [{ text, count }, setSpoken] = useState({ text: '', count: 0 });
  useEffect(() => {
    const say = (next: string) => setSpoken((last) => ({ text: next, count: last.count + 1 }));
    listeners.add(say);
    return () => void listeners.delete(say);
  }, []);
  // What is said twice is another element: an unchanged one would not be read again.
  return (
    <p class="unseen" role="status">
      <span key={count}>{text}</span>
    </p>
  );
}
