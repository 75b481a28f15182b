import { useState } from 'preact/hooks';
import { Link } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type ApiKeyScope,
  CreateKey,
  type KeysQuery,
  RevokeKey,
} from '#web/console/api/generated/operations.ts';
import { nowMs } from '#web/console/live/now.ts';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { DialogForm, SecretOnce } from '#web/console/parts/dialog-form.tsx';
import { idInPath } from '#web/console/places.ts';
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
  const deed = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (form: FormData) => {
    const days = Number(form.get('days'));
    const variables = {
      name: String(form.get('name')).trim(),
      scopes: form.getAll('scope') as ApiKeyScope[],
      expiresAt: days === 0 ? null : new Date(nowMs() + days * dayMs).toISOString(),
    };
    void deed.run(
      () => act(CreateKey, variables),
      (answer) => {
        if (answer.__typename === 'CreateApiKeySuccess') setSecret(answer.secret);
        onDone();
      },
    );
  };
  if (secret !== null) {
    const words = 'This is the only time that its secret is shown.';
    return <SecretOnce title="The key was created" {...{ words, secret, onClose }} />;
  }
  return (
    <DialogForm title="Create a key" does="Create" onClose={onClose} deed={deed} onSubmit={submit}>
      <label class="field">
        <span>Name</span>
        <input
          name="name"
          required
          maxLength={200}
          autocomplete="off"
          aria-invalid={deed.refusal?.argument === 'name'}
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
      <fieldset class="ticks">
        <legend>What it may do</legend>
        {scopes.map((scope) => (
          <label class="tick" key={scope}>
            <input type="checkbox" name="scope" value={scope} defaultChecked={scope === 'READ'} />
            <span>
              {scope.toLowerCase()}
              <small>{scopeTexts[scope]}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </DialogForm>
  );
}

export interface RevokeKeyDialogProps {
  readonly apiKey: KeysQuery['apiKeys']['edges'][number]['node'];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What the key had made and goes on without it is shown before the dialog closes. */
export function RevokeKeyDialog({ apiKey, onClose, onDone }: RevokeKeyDialogProps) {
  const deed = useDeed();
  const [leftIds, setLeftIds] = useState<readonly string[]>([]);
  const revoke = (form: FormData) =>
    void deed.run(
      () => act(RevokeKey, { id: apiKey.id, endsWhatItOpened: form.has('endsWhatItOpened') }),
      ({ opened }) => {
        if (opened.webhookEndpointIds.length === 0) onClose();
        setLeftIds(opened.webhookEndpointIds);
        onDone();
      },
    );
  if (leftIds.length > 0) return <LeftEndpoints ids={leftIds} onClose={onClose} />;
  const title = `Revoke ${apiKey.name}?`;
  return (
    <DialogForm {...{ title, onClose, deed }} does="Revoke" isDanger onSubmit={revoke}>
      <p>
        What uses it is refused within a second, and sessions of this console that were made from it
        end. This cannot be undone.
      </p>
      <label class="tick">
        <input type="checkbox" name="endsWhatItOpened" />
        <span>
          Also end the tokens, links and keys that were made with it
          <small>For a key that was stolen, not for one that is replaced.</small>
        </span>
      </label>
    </DialogForm>
  );
}

interface LeftEndpointsProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
}

function LeftEndpoints({ ids, onClose }: LeftEndpointsProps) {
  const { scopes } = useSession();
  return (
    <Dialog title="The key is revoked" onClose={onClose}>
      <div class="stack">
        <p>
          These webhook endpoints were made with it. They go on and receive events. Delete those
          that nobody of yours made.
        </p>
        <ul>
          {ids.map(idInPath).map((id) => (
            <li key={id}>
              {scopes.includes('WEBHOOKS') ? (
                <Link href={`/webhooks/${id}`}>{id}</Link>
              ) : (
                <code>{id}</code>
              )}
            </li>
          ))}
        </ul>
        <div class="actions end">
          <button type="button" class="button main" onClick={onClose}>
            Close
          </button>
        </div>
      </div>
    </Dialog>
  );
}
