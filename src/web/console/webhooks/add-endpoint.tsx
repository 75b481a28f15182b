import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateEndpoint, type EventType } from '#web/console/api/generated/operations.ts';
import { eventName, eventTypes } from '#web/console/events/event-names.ts';
import { DialogForm, SecretOnce } from '#web/console/parts/dialog-form.tsx';

export interface AddEndpointProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes an endpoint, and shows the secret by which its requests are signed. */
export function AddEndpoint({ onClose, onDone }: AddEndpointProps) {
  const deed = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const submit = (form: FormData) => {
    const chosen = form.getAll('type') as EventType[];
    const variables = {
      url: String(form.get('url')).trim(),
      description: String(form.get('description')).trim() || null,
      eventTypes: chosen.length > 0 ? chosen : null,
    };
    void deed.run(
      () => act(CreateEndpoint, variables),
      (answer) => {
        if (answer.__typename === 'CreateWebhookEndpointSuccess') setSecret(answer.secret);
        onDone();
      },
    );
  };
  if (secret !== null) {
    const words = 'Its requests are signed with this secret. Give it to your receiver.';
    return <SecretOnce title="The endpoint was added" {...{ words, secret, onClose }} />;
  }
  return (
    <DialogForm title="Add an endpoint" does="Add" onClose={onClose} deed={deed} onSubmit={submit}>
      <label class="field">
        <span>Address</span>
        <input
          name="url"
          type="url"
          required
          placeholder="https://"
          aria-invalid={deed.refusal?.argument === 'url'}
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
    </DialogForm>
  );
}
