import { useState } from 'preact/hooks';
import { useLocation } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import {
  DeleteEndpoint,
  type EndpointFactsFragment,
  SwitchEndpoint,
} from '#web/console/api/generated/operations.ts';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { Refused } from '#web/console/parts/screen.tsx';

export interface EndpointDeedsProps {
  readonly endpoint: EndpointFactsFragment;
  readonly reload: () => void;
}

/** To switch it off and on again, or to delete it with all that was told of it. */
export function EndpointDeeds({ endpoint, reload }: EndpointDeedsProps) {
  const { id, isEnabled } = endpoint;
  const { isBusy, refusal, run } = useDeed();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(() => act(SwitchEndpoint, { id, isEnabled: !isEnabled }), reload)}
        >
          {isEnabled ? 'Disable' : 'Enable'}
        </button>
        <button type="button" class="button danger" onClick={() => setAsking(true)}>
          Delete
        </button>
      </div>
      <Refused refusal={refusal} />
      {isAsking && <AskDelete endpoint={endpoint} onClose={() => setAsking(false)} />}
    </>
  );
}

interface AskDeleteProps {
  readonly endpoint: EndpointFactsFragment;
  readonly onClose: () => void;
}

/** There is no undo: its address has to be typed. */
function AskDelete({ endpoint: { id, url }, onClose }: AskDeleteProps) {
  const deed = useDeed();
  const [typed, setTyped] = useState('');
  const [, navigate] = useLocation();
  const remove = () =>
    void deed.run(
      () => act(DeleteEndpoint, { id }),
      () => navigate('/webhooks'),
    );
  const title = 'Delete the endpoint?';
  const isHeld = typed.trim() !== url;
  return (
    <DialogForm {...{ title, onClose, deed, isHeld }} does="Delete" isDanger onSubmit={remove}>
      <p>
        Nothing more is sent to it, and the record of what was sent goes with it. This cannot be
        undone.
      </p>
      <label class="field">
        <span>Type its address to go on</span>
        <input
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <small>{url}</small>
      </label>
    </DialogForm>
  );
}
