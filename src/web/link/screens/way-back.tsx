import { useLink } from '#web/link/link-context.ts';

/** Back to the team, where it has said whereto; else that the page can be closed. */
export function WayBack() {
  const { texts, teamName, state, wizard } = useLink();
  if (!state.flow.end?.returnTo) return <p>{texts.done.canClose}</p>;
  return (
    <div class="actions">
      <button type="button" class="button main" onClick={() => wizard.finish()}>
        {texts.done.returnTo(teamName)}
      </button>
    </div>
  );
}
