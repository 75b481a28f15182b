import { act, type Outcome, useDeed } from '#web/console/api/act.ts';
import { ActivitySince, Recover, Replay } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { Answer } from '#web/console/parts/screen.tsx';
import { type AgainKind, countText } from './count-text.ts';

export interface SendAgainProps {
  readonly kind: AgainKind;
  readonly endpointId: string;
  readonly since: string;
  /** The time in words, like "The last day". */
  readonly span: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const texts: Readonly<Record<AgainKind, { readonly title: string; readonly does: string }>> = {
  RECOVER: { title: 'Recover what failed?', does: 'Recover' },
  REPLAY: { title: 'Replay all events?', does: 'Replay' },
};

/** Says how much a receiver is about to get, before it does. */
export function SendAgain({ kind, endpointId, since, span, onClose, onDone }: SendAgainProps) {
  const deed = useDeed();
  const asked = useAsk(ActivitySince, { id: endpointId, since });
  const send = () => {
    const sent = (): Promise<Outcome<unknown>> =>
      kind === 'RECOVER'
        ? act(Recover, { id: endpointId, since })
        : act(Replay, { id: endpointId, from: since });
    void deed.run(sent, () => {
      onClose();
      onDone();
    });
  };
  const { title, does } = texts[kind];
  return (
    <DialogForm {...{ title, does, onClose, deed }} onSubmit={send}>
      <p class="soft">{span}</p>
      <Answer asked={asked} lines={1}>
        {({ webhookEndpoint }) =>
          webhookEndpoint && <p>{countText(kind, webhookEndpoint.activity)}</p>
        }
      </Answer>
    </DialogForm>
  );
}
