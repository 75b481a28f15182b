import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type EndpointFactsFragment,
  Recover,
  Replay,
  type ReplayFactsFragment,
  StopReplay,
} from '#web/console/api/generated/operations.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Moment } from '#web/console/parts/moment.tsx';
import { Panel, Refused } from '#web/console/parts/screen.tsx';

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
  const { isBusy, refusal, run } = useDeed();
  const [index, setIndex] = useState(2);
  const since = () => new Date(nowMs() - (spans[index]?.spanMs ?? hourMs)).toISOString();
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
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(() => act(Recover, { id, since: since() }), reload)}
        >
          Recover what failed
        </button>
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(() => act(Replay, { id, from: since() }), reload)}
        >
          Replay all events
        </button>
      </div>
      <Refused refusal={refusal} />
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
