import type { WatchEnd } from 'glucose-gateway-client';
import { useEffect, useState } from 'preact/hooks';
import { after } from '#web/shared/platform.ts';
import { connectionState, isAnswering, isOnline } from './live/gateway.ts';
import { nowMs } from './live/now.ts';
import { skippedToMs, tailEnd } from './live/tail.ts';
import { Icon } from './parts/icon.tsx';
import { clockText } from './parts/moment.tsx';
import { absenceOf, absenceTexts, isWayLost } from './rules/absence.ts';
import { useStore } from './store.ts';

/** A way that is lost for so short is nobody's business. */
const quietMs = 5_000;

/** Says, above all that is shown, that it is not the present, and why. */
export function WayBanner() {
  const online = useStore(isOnline);
  const lostAtMs = useLostAtMs(isWayLost(useStore(connectionState), useStore(isAnswering)));
  const end = useStore(tailEnd);
  const skippedMs = useStore(skippedToMs);
  const absence = absenceOf({ isOnline: online, isReachable: lostAtMs === null, hasReading: true });
  if (absence) return <Banner text={`${absenceTexts[absence]} ${since(lostAtMs)}`} />;
  // What the role may not see is missed by nobody.
  if (end && end.reason !== 'forbidden') return <Banner text={endText(end)} />;
  if (skippedMs === null) return null;
  return (
    <Banner
      text={`The log no longer goes back to where this page stood, and was skipped to ${clockText(skippedMs)}. What is shown was asked for anew.`}
      onClose={() => skippedToMs.set(null)}
    />
  );
}

const endText = ({ error }: WatchEnd) =>
  `Changes do not come by themselves now: what is shown is asked for every 20 seconds. ${error?.message ?? ''}`;

/** Since when the way to the gateway is lost; null while it is there, or for a few seconds. */
function useLostAtMs(isLost: boolean): number | null {
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

interface BannerProps {
  readonly text: string;
  /** Of what is over by itself there is no closing. */
  readonly onClose?: () => void;
}

function Banner({ text, onClose }: BannerProps) {
  return (
    <div class="message warn banner" role="status">
      <Icon name="warning" />
      <p>{text}</p>
      {onClose && (
        <button type="button" class="button small-button" onClick={onClose}>
          Close
        </button>
      )}
    </div>
  );
}
