import type { ComponentChildren } from 'preact';
import type { useDeed } from '#web/console/api/act.ts';
import { Secret } from './copy.tsx';
import { Dialog } from './dialog.tsx';
import { Refused } from './screen.tsx';

export interface DialogFormProps {
  readonly title: string;
  readonly onClose: () => void;
  /** What its button says. */
  readonly does: string;
  /** Whether it takes something away. */
  readonly isDanger?: boolean;
  /** Whether something has to be typed first. */
  readonly isHeld?: boolean;
  readonly deed: Pick<ReturnType<typeof useDeed>, 'isBusy' | 'refusal'>;
  readonly onSubmit: (form: FormData) => void;
  readonly children: ComponentChildren;
}

/** Asks for what a deed needs, or whether it is meant; says why it was refused, and stays open then. */
export function DialogForm(props: DialogFormProps) {
  const { title, onClose, does, isDanger, isHeld = false, deed, onSubmit, children } = props;
  const isIdle = deed.isBusy || isHeld;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isIdle) onSubmit(new FormData(event.currentTarget));
        }}
      >
        {children}
        <Refused refusal={deed.refusal} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            class={`button ${isDanger ? 'danger' : 'main'}`}
            aria-disabled={isIdle}
          >
            {does}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export interface SecretOnceProps {
  readonly title: string;
  readonly words: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret that was just made: closed by whoever says that it is stored. */
export function SecretOnce({ title, words, secret, onClose }: SecretOnceProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        <p>{words}</p>
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
