import type { TargetedEvent } from 'preact';
import { useLocation } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateUser } from '#web/console/api/generated/operations.ts';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Refused } from '#web/console/parts/screen.tsx';
import { idInPath } from '#web/console/places.ts';

/** Makes a person, and leads there: a link for them is made on their own screen. */
export function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const { isBusy, refusal, run } = useDeed();
  const [, navigate] = useLocation();
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const clientUserId = String(form.get('clientUserId')).trim();
    const timeZone = String(form.get('timeZone')).trim() || null;
    void run(
      () => act(CreateUser, { clientUserId, timeZone }),
      ({ user }) => navigate(`/people/${idInPath(user.id)}`),
    );
  };
  const wrong = refusal?.argument;
  return (
    <Dialog title="Add a person" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <label class="field">
          <span>Your id of the person</span>
          <input
            name="clientUserId"
            required
            maxLength={255}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={wrong === 'clientUserId'}
          />
          <small>As your application calls them. Better no name and no e-mail address.</small>
        </label>
        <label class="field">
          <span>Time zone (optional)</span>
          <input
            name="timeZone"
            placeholder="Europe/Berlin"
            list="time-zones"
            autocomplete="off"
            aria-invalid={wrong === 'timeZone'}
          />
          <small>Days of reports are counted in it.</small>
        </label>
        <datalist id="time-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
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
