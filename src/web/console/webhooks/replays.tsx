import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type EndpointFactsFragment,
  type ReplayFactsFragment,
  StopReplay,
} from '#web/console/api/generated/operations.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Panel } from '#web/console/parts/screen.tsx';
import type { AgainKind } from './count-text.ts';
import { SendAgain } from './send-again.tsx';

const hourMs = 3_600_000;

const spans = [
  { name: 'The last hour', spanMs: hourMs },
  { name: 'The last 5 hours', spanMs: 5 * hourMs },
  { name: 'The last day', spanMs: 24 * hourMs },
  { name: 'The last week', spanMs: 168 * hourMs },
] as const;

export interface ReplaysProps {
  readonly endpoint: EndpointFactsFragment;
  readonly replays: readonly ReplayFactsFragment[];
  readonly reload: () => void;
}

/** To send again what failed, or all of a time, and how far that is. */
export function Replays({ endpoint: { id }, replays, reload }: ReplaysProps) {
  const [index, setIndex] = useState(2);
  const [asking, setAsking] = useState<{ kind: AgainKind; since: string } | null>(null);
  const span = spans[index] ?? spans[0];
  const ask = (kind: AgainKind) =>
    setAsking({ kind, since: new Date(nowMs() - span.spanMs).toISOString() });
  return (
    <Panel title="Send again" name="replays">
      <div class="actions">
        <label>
          <span class="unseen">Events of the last</span>
          <select
            class="picker"
            value={index}
            onChange={({ currentTarget }) => setIndex(Number(currentTarget.value))}
          >
            {spans.map(({ name }, each) => (
              <option key={name} value={each}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="button" onClick={() => ask('RECOVER')}>
          Recover what failed
        </button>
        <button type="button" class="button" onClick={() => ask('REPLAY')}>
          Replay all events
        </button>
      </div>
      {asking && (
        <SendAgain
          {...asking}
          endpointId={id}
          span={span.name}
          onClose={() => setAsking(null)}
          onDone={reload}
        />
      )}
      {replays.length > 0 && (
        <ul class="replays">
          {replays.map((replay) => (
            <ReplayLine key={replay.id} replay={replay} reload={reload} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface ReplayLineProps {
  readonly replay: ReplayFactsFragment;
  readonly reload: () => void;
}

function ReplayLine({ replay, reload }: ReplayLineProps) {
  const { id, kind, progress, stagedCount, createdAt, finishedAt, isCutShort } = replay;
  const { isBusy, run } = useDeed();
  const name = kind === 'RECOVER' ? 'Recovery' : 'Replay';
  return (
    <li>
      <span>
        <strong>{name}</strong>{' '}
        <span class="soft">
          <Moment at={createdAt} />: {stagedCount} deliveries
          {isCutShort ? ', ended early' : finishedAt ? ', all made due' : ''}
        </span>
      </span>
      <progress value={progress} max={1} aria-label={`${name}, how far it is`} />
      {finishedAt === null && (
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(() => act(StopReplay, { id }), reload)}
        >
          Stop
        </button>
      )}
    </li>
  );
}
