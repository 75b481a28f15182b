import { useLink } from '#web/link/link-context.ts';

/** Where the account is, and the way to say otherwise where there are others. */
export function RegionLine({ hasOthers }: { readonly hasOthers: boolean }) {
  const { texts, state, wizard } = useLink();
  const { region } = state.flow;
  if (!region) return null;
  return (
    <p class="fact">
      <span>
        <small>{texts.signIn.region}</small> {texts.region[region]}
      </span>
      {hasOthers && (
        <button type="button" class="button quiet" onClick={() => wizard.go({ step: 'region' })}>
          {texts.signIn.change} <span class="unseen">{texts.region.title}</span>
        </button>
      )}
    </p>
  );
}
