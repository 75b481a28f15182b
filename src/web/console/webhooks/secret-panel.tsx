import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type EndpointFactsFragment,
  RevealSecret,
  RotateSecret,
} from '#web/console/api/generated/operations.ts';
import { Secret } from '#web/console/parts/copy.tsx';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Panel, Refused } from '#web/console/parts/screen.tsx';

export interface SecretPanelProps {
  readonly endpoint: EndpointFactsFragment;
  readonly reload: () => void;
}

/** What its requests are signed with: hidden until it is asked for, which the audit notes. */
export function SecretPanel({ endpoint, reload }: SecretPanelProps) {
  const { id, previousSecretUntil } = endpoint;
  const { isBusy, refusal, run } = useDeed();
  const [secret, setSecret] = useState<string | null>(null);
  const reveal = () =>
    run(
      () => act(RevealSecret, { id }),
      (answer) => {
        if (answer.__typename === 'RevealWebhookSecretSuccess') setSecret(answer.secret);
      },
    );
  const [asksRotate, setAsksRotate] = useState(false);
  return (
    <Panel title="Signing secret" name="secret">
      {secret === null ? (
        <p class="soft">Hidden. That it was shown is written to the audit.</p>
      ) : (
        <Secret text={secret} what="the secret" />
      )}
      {previousSecretUntil && (
        <p>
          The secret before it signs too until <Moment at={previousSecretUntil} />: receivers may
          take either.
        </p>
      )}
      <Refused refusal={refusal} />
      <div class="actions">
        {secret === null ? (
          <button type="button" class="button" aria-disabled={isBusy} onClick={() => void reveal()}>
            Show it
          </button>
        ) : (
          <button type="button" class="button" onClick={() => setSecret(null)}>
            Hide it
          </button>
        )}
        <button type="button" class="button" onClick={() => setAsksRotate(true)}>
          Replace it
        </button>
      </div>
      <p class="soft small">
        After a replacement the old one signs beside the new one for 24 hours.
      </p>
      {asksRotate && (
        <AskRotate
          id={id}
          onClose={() => setAsksRotate(false)}
          onDone={(made) => {
            setSecret(made);
            reload();
          }}
        />
      )}
    </Panel>
  );
}

interface AskRotateProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onDone: (secret: string) => void;
}

function AskRotate({ id, onClose, onDone }: AskRotateProps) {
  const deed = useDeed();
  const rotate = () =>
    void deed.run(
      () => act(RotateSecret, { id }),
      (answer) => {
        onClose();
        if (answer.__typename === 'RotateWebhookSecretSuccess') onDone(answer.secret);
      },
    );
  const title = 'Replace the signing secret?';
  return (
    <DialogForm {...{ title, onClose, deed }} does="Replace" isDanger onSubmit={rotate}>
      <p>
        A new secret is made, and shown here. For 24 hours both sign each request; then a receiver
        that does not know the new one refuses them. This cannot be undone.
      </p>
    </DialogForm>
  );
}
