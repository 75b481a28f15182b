import type { WatchState } from 'glucose-gateway-client';
import { useEffect, useState } from 'preact/hooks';
import { after } from '#web/shared/platform.ts';
import { connectionState, isOnline } from './live/gateway.ts';
import { nowMs } from './live/now.ts';
import { isWatching } from './live/tail.ts';
import { Icon } from './parts/icon.tsx';
import { clockText } from './parts/moment.tsx';
import { absenceOf, absenceTexts } from './rules/absence.ts';
import { useStore } from './store.ts';

/** A way that is lost for so short is nobody's business. */
const quietMs = 5_000;

/** Says, above all that is shown, that it is not the present, and why. */
export function WayBanner() {
  const online = useStore(isOnline);
  const state = useStore(connectionState);
  const isLive = useStore(isWatching);
  const lostAtMs = useLostAtMs(state);
  const isReachable = !isLive || lostAtMs === null;
  const absence = absenceOf({ isOnline: online, isReachable, hasReading: true });
  return absence && <Banner text={`${absenceTexts[absence]} ${since(lostAtMs)}`} />;
}

/** Since when the way to the gateway is lost; null while it is there, or for a few seconds. */
function useLostAtMs(state: WatchState): number | null {
  const isLost = state.name !== 'live' && 'problem' in state && state.problem !== null;
  const [lostAtMs, setLostAtMs] = useState<number | null>(null);
  useEffect(() => {
    if (!isLost) {
      setLostAtMs(null);
      return;
    }
    const atMs = nowMs();
    return after(quietMs, () => setLostAtMs(atMs));
  }, [isLost]);
  return isLost ? lostAtMs : null;
}

const since = (atMs: number | null) =>
  atMs === null
    ? 'What is shown is what was known before.'
    : `What is shown is from ${clockText(atMs)}.`;

function Banner({ text }: { readonly text: string }) {
  return (
    <div class="message warn banner" role="status">
      <Icon name="warning" />
      <p>{text}</p>
    </div>
  );
}
