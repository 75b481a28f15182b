import { useEffect, useState } from 'preact/hooks';
import { Moment } from '#web/console/parts/moment.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { every } from '#web/shared/platform.ts';
import { type Receiver, readReceiver } from './sandbox-door.ts';

const everyMs = 3_000;
const shownMax = 5;

/** What the receiver that the sandbox has built in got last, and whether its signature held. */
export function Received() {
  const [receiver, setReceiver] = useState<Receiver | null>(null);
  useEffect(() => {
    let isOver = false;
    const look = async () => {
      const { result } = await readReceiver();
      if (result && !isOver) setReceiver(result);
    };
    void look();
    const end = every(everyMs, () => void look());
    return () => {
      isOver = true;
      end();
    };
  }, []);
  if (!receiver) return null;
  const newest = receiver.requests.slice(0, shownMax);
  return (
    <section class="stack" aria-label="The receiver of the sandbox">
      <h3>What the receiver got last</h3>
      {newest.length === 0 && <p class="soft small">Nothing yet.</p>}
      <ul class="received">
        {newest.map(({ at, eventId, eventType, isVerified, status }) => (
          <li key={at + eventId}>
            <Badge
              tone={isVerified ? 'good' : 'bad'}
              text={isVerified ? 'Verified' : 'Not verified'}
            />
            <span class="small">
              <code>{eventType}</code>, answered {status}, <Moment at={at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
