import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Skeleton } from '#web/console/parts/screen.tsx';
import { stateLooks } from '#web/console/parts/state-badge.tsx';
import { idInPath } from '#web/console/places.ts';
import { type Lamps, type PlayedScene, useLamps } from './lamps.ts';
import { Received } from './received.tsx';
import { order, readStage, type Scene, type Stage } from './sandbox-door.ts';
import './sandbox.css';

/** Breaks the sandbox and mends it, beside the page that shows what comes of it. */
export default function SandboxDrawer({ onClose }: { readonly onClose: () => void }) {
  const [stage, setStage] = useState<Stage | null>(null);
  const [person, setPerson] = useState('anna');
  const [ordered, setOrdered] = useState<PlayedScene | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void readStage().then((answer) => {
      setStage(answer.result);
      setProblem(answer.problem);
    });
  }, []);
  const lamps = useLamps(ordered);
  const play = async (scene: Scene) => {
    if (busy) return;
    setBusy(scene.name);
    const answer = await order(scene.name, person);
    setBusy(null);
    setProblem(answer.problem);
    if (answer.result) setOrdered({ ...answer.result, scene });
  };
  return (
    <Dialog title="Sandbox" onClose={onClose} isDrawer>
      <div class="stack">
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
        {ordered && (
          <section class="ordered" aria-label="The last order">
            <p role="status">
              <strong>{ordered.person}</strong>: {ordered.told}
            </p>
            <LampStrip lamps={lamps} scene={ordered.scene} />
            {lamps.userId && (
              <Link href={`/people/${idInPath(lamps.userId)}?range=3h`}>
                Look at {ordered.person}
              </Link>
            )}
          </section>
        )}
        {!stage && !problem && <Skeleton lines={6} />}
        {stage && (
          <>
            <label class="field">
              <span>Whom it happens to</span>
              <select
                value={person}
                onChange={({ currentTarget }) => setPerson(currentTarget.value)}
              >
                {stage.people.map(({ username, shows }) => (
                  <option key={username} value={username}>
                    {username}: {shows}
                  </option>
                ))}
              </select>
            </label>
            <ul class="scenes">
              {stage.scenes.map((scene) => (
                <li key={scene.name}>
                  <button
                    type="button"
                    class="button"
                    aria-disabled={busy !== null}
                    onClick={() => void play(scene)}
                  >
                    {busy === scene.name ? 'Ordering…' : scene.title}
                  </button>
                  <p class="small">
                    {sentence(scene.text)} <span class="soft">{scene.seen}</span>
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
        <Received />
      </div>
    </Dialog>
  );
}

/** The command line puts them behind a name, in small letters. */
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

interface LampStripProps {
  readonly lamps: Lamps;
  readonly scene: Scene;
}

function LampStrip({ lamps: { all, deliveryId }, scene: { state } }: LampStripProps) {
  const stateText = state && stateLooks[state].text;
  return (
    <ol class="lamps" aria-label="What has come of it, in seconds since the order">
      {all.map(({ name, seconds, isFailed }) => {
        const text = name === 'state' ? stateText : name;
        const isLinked = deliveryId !== null && (name === 'delivery' || name === 'attempt');
        return (
          <li key={name} data-lamp={name} data-lit={seconds !== null} data-failed={isFailed}>
            <span class="lamp" />
            {isLinked ? (
              <Link href={`/deliveries/${encodeURIComponent(deliveryId)}`}>{text}</Link>
            ) : (
              <span>{text}</span>
            )}
            <small>
              {seconds === null ? 'not yet' : `${seconds} s${isFailed ? ', failed' : ''}`}
            </small>
          </li>
        );
      })}
    </ol>
  );
}
