import { useEffect, useState } from 'preact/hooks';
import { announce } from './announcer.tsx';
import { every } from './platform.ts';
import type { ServerClock } from './server-clock.ts';

/** How long a wait still is, in whole seconds that only fall; 0 when it is over or there is none. */
export function useSecondsLeft(clock: ServerClock, untilMs: number | null): number {
  const secondsLeft = () => {
    const nowMs = clock.nowMs();
    return nowMs === null || untilMs === null
      ? 0
      : Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  };
  const [seconds, setSeconds] = useState(secondsLeft);
  useEffect(() => {
    const look = () => setSeconds(secondsLeft());
    look();
    const end = every(250, look);
    // A device that slept has missed its timers, not the time.
    document.addEventListener('visibilitychange', look);
    return () => {
      end();
      document.removeEventListener('visibilitychange', look);
    };
  }, [untilMs]);
  return seconds;
}

export interface CountdownProps {
  readonly secondsLeft: number;
  readonly texts: {
    /** What is said of a wait, at its start and once a minute. */
    readonly wait: (minutes: number, seconds: number) => string;
    /** What stands before the time. */
    readonly label: string;
    readonly over: string;
  };
}

/** Shows a wait by the second, and says it at its start, once a minute, and at its end. */
export function Countdown({ secondsLeft, texts }: CountdownProps) {
  const minutesLeft = Math.ceil(secondsLeft / 60);
  const [hasWaited, setHasWaited] = useState(false);
  useEffect(() => {
    if (secondsLeft > 0) {
      setHasWaited(true);
      announce(texts.wait(Math.floor(secondsLeft / 60), secondsLeft % 60));
    } else if (hasWaited) {
      announce(texts.over);
    }
  }, [minutesLeft]);
  if (secondsLeft === 0) return hasWaited ? <p class="note">{texts.over}</p> : null;
  return (
    <p class="countdown" role="timer">
      {texts.label} <strong>{clockText(secondsLeft)}</strong>
    </p>
  );
}

/** Minutes and seconds, like 9:05. */
function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
