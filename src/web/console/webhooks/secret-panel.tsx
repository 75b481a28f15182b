import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  type EndpointFactsFragment,
  RevealSecret,
  RotateSecret,
} from '#web/console/api/generated/operations.ts';
import { Secret } from '#web/console/parts/copy.tsx';
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
  const rotate = () =>
    run(
      () => act(RotateSecret, { id }),
      (answer) => {
        if (answer.__typename === 'RotateWebhookSecretSuccess') setSecret(answer.secret);
        reload();
      },
    );
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
        <button type="button" class="button" aria-disabled={isBusy} onClick={() => void rotate()}>
          Replace it
        </button>
      </div>
      <p class="soft small">
        After a replacement the old one signs beside the new one for 24 hours.
      </p>
    </Panel>
  );
}
