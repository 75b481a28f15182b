import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter';
import { PersonByOwnId } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Skeleton } from '#web/console/parts/screen.tsx';
import { idInPath } from '#web/console/places.ts';
import { type Lamps, useLamps } from './lamps.ts';
import { Received } from './received.tsx';
import { type Ordered, order, readStage, type Scene, type Stage } from './sandbox-door.ts';
import './sandbox.css';

/** Breaks the sandbox and mends it, beside the page that shows what comes of it. */
export default function SandboxDrawer({ onClose }: { readonly onClose: () => void }) {
  const [stage, setStage] = useState<Stage | null>(null);
  const [person, setPerson] = useState('anna');
  const [ordered, setOrdered] = useState<(Ordered & { scene: string }) | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    void readStage().then((answer) => {
      setStage(answer.result);
      setProblem(answer.problem);
    });
  }, []);
  const clientUserId = ordered && ownIdOf(ordered.person);
  const found = useAsk(
    PersonByOwnId,
    { clientUserId: clientUserId ?? '' },
    { isSkipped: clientUserId === null },
  );
  const userId = found.data?.user?.id ?? null;
  const lamps = useLamps(ordered, userId);
  const play = async ({ name }: Scene) => {
    if (busy) return;
    setBusy(name);
    const answer = await order(name, person);
    setBusy(null);
    setProblem(answer.problem);
    if (answer.result) setOrdered({ ...answer.result, scene: name });
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
            <LampStrip lamps={lamps} />
            {userId && (
              <Link href={`/people/${idInPath(userId)}?range=3h`}>Look at {ordered.person}</Link>
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

/** As the sandbox calls them for the gateway. */
const ownIdOf = (username: string) =>
  username === 'anna' ? 'sandbox-wearer' : `sandbox-${username}`;

const lampNames = ['reading', 'event', 'delivery', 'attempt'] as const;

function LampStrip({ lamps }: { readonly lamps: Lamps }) {
  return (
    <ol class="lamps">
      {lampNames.map((name) => {
        const seconds = lamps[name];
        const text = seconds === null ? 'not yet' : `${seconds} s`;
        const isLinked = lamps.deliveryId !== null && (name === 'delivery' || name === 'attempt');
        return (
          <li key={name} data-lamp={name} data-lit={seconds !== null}>
            <span class="lamp" />
            {isLinked ? (
              <Link href={`/deliveries/${encodeURIComponent(lamps.deliveryId ?? '')}`}>{name}</Link>
            ) : (
              name
            )}
            <small>{text}</small>
          </li>
        );
      })}
    </ol>
  );
}
