import { act, useDeed } from '#web/console/api/act.ts';
import { Disconnect } from '#web/console/api/generated/operations.ts';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';

export interface AskDisconnectProps {
  readonly connectionId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function AskDisconnect({ connectionId, onClose, onDone }: AskDisconnectProps) {
  const deed = useDeed();
  const disconnect = () =>
    void deed.run(
      () => act(Disconnect, { connectionId }),
      () => {
        onClose();
        onDone();
      },
    );
  const title = 'Disconnect the account?';
  return (
    <DialogForm {...{ title, onClose, deed }} does="Disconnect" isDanger onSubmit={disconnect}>
      <p>
        Polling stops at once and the credentials are erased. The readings stay. To go on, the
        wearer has to link the account again.
      </p>
    </DialogForm>
  );
}
