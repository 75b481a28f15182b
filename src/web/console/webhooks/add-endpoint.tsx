import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateEndpoint, type EventType } from '#web/console/api/generated/operations.ts';
import { eventName, eventTypes } from '#web/console/events/event-names.ts';
import { Secret } from '#web/console/parts/copy.tsx';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Refused } from '#web/console/parts/screen.tsx';

export interface AddEndpointProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes an endpoint, and shows the secret by which its requests are signed. */
export function AddEndpoint({ onClose, onDone }: AddEndpointProps) {
  const { isBusy, refusal, run } = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = form.getAll('type') as EventType[];
    const variables = {
      url: String(form.get('url')).trim(),
      description: String(form.get('description')).trim() || null,
      eventTypes: chosen.length > 0 ? chosen : null,
    };
    void run(
      () => act(CreateEndpoint, variables),
      (answer) => {
        if (answer.__typename === 'CreateWebhookEndpointSuccess') setSecret(answer.secret);
        onDone();
      },
    );
  };
  if (secret !== null) return <SecretOnce secret={secret} onClose={onClose} />;
  return (
    <Dialog title="Add an endpoint" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>Address</span>
          <input
            name="url"
            type="url"
            required
            placeholder="https://"
            aria-invalid={refusal?.argument === 'url'}
          />
          <small>An https URL of a public host. It receives what happens from now on.</small>
        </label>
        <label class="field">
          <span>Name (optional)</span>
          <input name="description" maxLength={500} />
        </label>
        <details>
          <summary>Only some kinds of events</summary>
          <div class="stack">
            {eventTypes.map((type) => (
              <label class="tick" key={type}>
                <input type="checkbox" name="type" value={type} />
                <span class="mono">{eventName(type)}</span>
              </label>
            ))}
          </div>
        </details>
        <Refused refusal={refusal} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button main" aria-disabled={isBusy}>
            Add
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface SecretOnceProps {
  readonly secret: string;
  readonly onClose: () => void;
}

function SecretOnce({ secret, onClose }: SecretOnceProps) {
  return (
    <Dialog title="The endpoint was added" onClose={onClose}>
      <div class="stack">
        <p>Its requests are signed with this secret. Give it to your receiver.</p>
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
