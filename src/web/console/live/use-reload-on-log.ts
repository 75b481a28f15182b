import type { LogEvent } from 'glucose-gateway-client';
import { useEffect, useRef } from 'preact/hooks';
import { soon } from './soon.ts';
import { listenToLog } from './tail.ts';

const delayMs = 1_000;

/** Asks again a second after an event that tells of what is shown. */
export function useReloadOnLog(
  reload: () => void,
  isTelling: (event: LogEvent) => boolean = () => true,
): void {
  const current = useRef({ reload, isTelling });
  current.current = { reload, isTelling };
  useEffect(() => {
    const again = soon(delayMs, () => current.current.reload());
    const leave = listenToLog((event) => {
      if (current.current.isTelling(event)) again.call();
    });
    return () => {
      again.cancel();
      leave();
    };
  }, []);
}
