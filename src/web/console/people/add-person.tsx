import { useLocation } from 'wouter';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateUser } from '#web/console/api/generated/operations.ts';
import { DialogForm } from '#web/console/parts/dialog-form.tsx';
import { idInPath } from '#web/console/places.ts';

/** Makes a person, and leads there: a link for them is made on their own screen. */
export function AddPerson({ onClose }: { readonly onClose: () => void }) {
  const deed = useDeed();
  const [, navigate] = useLocation();
  const submit = (form: FormData) => {
    const clientUserId = String(form.get('clientUserId')).trim();
    const timeZone = String(form.get('timeZone')).trim() || null;
    void deed.run(
      () => act(CreateUser, { clientUserId, timeZone }),
      ({ user }) => navigate(`/people/${idInPath(user.id)}`),
    );
  };
  const wrong = deed.refusal?.argument;
  return (
    <DialogForm title="Add a person" does="Add" onClose={onClose} deed={deed} onSubmit={submit}>
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
    </DialogForm>
  );
}
