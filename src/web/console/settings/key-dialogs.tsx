import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type ApiKeyScope,
  CreateKey,
  type KeysQuery,
  RevokeKey,
} from '#web/console/api/generated/operations.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Secret } from '#web/console/parts/copy.tsx';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Refused } from '#web/console/parts/screen.tsx';
import { useSession } from '#web/console/session/use-session.ts';

const scopeTexts: Readonly<Record<ApiKeyScope, string>> = {
  READ: 'Reads people, their connections and their glucose',
  EVENTS: 'Reads the log with its payloads, also live',
  LINK: 'Makes people and links, refreshes and disconnects',
  WEBHOOKS: 'Keeps webhook endpoints with their secrets',
  TEAM: 'Changes the settings of the team',
  AUDIT: 'Reads the audit',
  KEYS: 'Makes and revokes keys',
  EXPORT: 'Exports all that is held of a person',
  ERASE: 'Deletes people, and undoes it',
};

const dayMs = 86_400_000;
const lives = [
  { days: 0, text: 'Never' },
  { days: 30, text: 'After 30 days' },
  { days: 90, text: 'After 90 days' },
  { days: 365, text: 'After a year' },
] as const;

export interface CreateKeyDialogProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A key may no more than whoever makes it; its secret is shown this once. */
export function CreateKeyDialog({ onClose, onDone }: CreateKeyDialogProps) {
  const { scopes } = useSession();
  const { isBusy, refusal, run } = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = Number(form.get('days'));
    const variables = {
      name: String(form.get('name')).trim(),
      scopes: form.getAll('scope') as ApiKeyScope[],
      expiresAt: days === 0 ? null : new Date(nowMs() + days * dayMs).toISOString(),
    };
    void run(
      () => act(CreateKey, variables),
      (answer) => {
        if (answer.__typename === 'CreateApiKeySuccess') setSecret(answer.secret);
        onDone();
      },
    );
  };
  if (secret !== null) return <SecretOnce secret={secret} onClose={onClose} />;
  return (
    <Dialog title="Create a key" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>Name</span>
          <input
            name="name"
            required
            maxLength={200}
            autocomplete="off"
            aria-invalid={refusal?.argument === 'name'}
          />
          <small>What it is for, for people.</small>
        </label>
        <label class="field">
          <span>Ends</span>
          <select name="days">
            {lives.map(({ days, text }) => (
              <option key={days} value={days}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="stack">
          <legend>What it may do</legend>
          {scopes.map((scope) => (
            <label class="tick" key={scope}>
              <input type="checkbox" name="scope" value={scope} checked={scope === 'READ'} />
              <span>
                {scope.toLowerCase()}
                <small>{scopeTexts[scope]}</small>
              </span>
            </label>
          ))}
        </fieldset>
        <Refused refusal={refusal} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button main" aria-disabled={isBusy}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function SecretOnce({
  secret,
  onClose,
}: {
  readonly secret: string;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="The key was created" onClose={onClose}>
      <div class="stack">
        <p>This is the only time that its secret is shown.</p>
        <Secret text={secret} what="the secret" />
        <div class="actions end">
          <button type="button" class="button main" onClick={onClose}>
            I have stored it
          </button>
        </div>
      </div>
    </Dialog>
  );
}

export interface RevokeKeyDialogProps {
  readonly apiKey: KeysQuery['apiKeys']['edges'][number]['node'];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RevokeKeyDialog({ apiKey, onClose, onDone }: RevokeKeyDialogProps) {
  const { isBusy, refusal, run } = useDeed();
  const [endsWhatItOpened, setEnds] = useState(false);
  const revoke = () =>
    run(
      () => act(RevokeKey, { id: apiKey.id, endsWhatItOpened }),
      () => {
        onClose();
        onDone();
      },
    );
  return (
    <Dialog title={`Revoke ${apiKey.name}?`} onClose={onClose}>
      <div class="stack">
        <p>
          What uses it is refused within a second, and sessions of this console that were made from
          it end. This cannot be undone.
        </p>
        <label class="tick">
          <input
            type="checkbox"
            checked={endsWhatItOpened}
            onChange={({ currentTarget }) => setEnds(currentTarget.checked)}
          />
          <span>
            Also end the tokens, links and keys that were made with it
            <small>For a key that was stolen, not for one that is replaced.</small>
          </span>
        </label>
        <Refused refusal={refusal} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            class="button danger"
            aria-disabled={isBusy}
            onClick={() => void revoke()}
          >
            Revoke
          </button>
        </div>
      </div>
    </Dialog>
  );
}
