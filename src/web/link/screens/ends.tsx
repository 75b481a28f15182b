import type { Problem } from '#web/link/flow/failures.ts';
import { isOnItsWay } from '#web/link/flow/states.ts';
import { consentWay, passwordWay } from '#web/link/flow/steps.ts';
import { regionsOf, waysOf } from '#web/link/flow/ways.ts';
import { useLink } from '#web/link/link-context.ts';
import { NoticePicture } from '#web/link/pictures/notice.tsx';
import { TickPicture } from '#web/link/pictures/tick.tsx';
import { Screen } from './screen.tsx';
import { WayBack } from './way-back.tsx';

/** The token does not work, and why. */
export function TokenScreen() {
  const { texts, teamName, state } = useLink();
  const words = texts.tokens[state.verdict ?? 'UNKNOWN'];
  return (
    <Screen
      name={`token-${state.verdict ?? 'UNKNOWN'}`}
      title={words.title}
      picture={<NoticePicture />}
    >
      <p>{words.words}</p>
      <p>{texts.tokens.ask(teamName || texts.tokens.someTeam)}</p>
      <ReturnButton />
    </Screen>
  );
}

/** What the wearer cannot mend at the page. */
export function ProblemScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const { kind, words } = state.problem ?? { kind: 'unknown' as const, words: null };
  const mayReplace = kind === 'otherAccount' && state.session?.allowsAccountReplacement;
  return (
    <Screen name={`problem-${kind}`} title={texts.problems[kind].title} picture={<NoticePicture />}>
      <p>
        {mayReplace ? texts.problems.replaceAccount.words() : texts.problems[kind].words(teamName)}
      </p>
      {words && <p class="note">{words}</p>}
      <div class="actions">
        {consentProblems.has(kind) && <ConsentAgain kind={kind} />}
        {mayReplace && (
          <button type="button" class="button main" onClick={() => void wizard.replaceAccount()}>
            {texts.problems.replaceAccount.yes}
          </button>
        )}
        {kind === 'notConnected' && (
          <button type="button" class="button main" onClick={() => wizard.connectAnew()}>
            {texts.problems.notConnected.start}
          </button>
        )}
      </div>
      <ReturnButton />
    </Screen>
  );
}

/** Those after which a consent can be given in another way. */
const consentProblems: ReadonlySet<Problem['kind']> = new Set([
  'consentRefused',
  'consentExpired',
  'otherWearer',
  'notConfigured',
]);

/** The ways on: once more, for an account elsewhere, and with a password. */
function ConsentAgain({ kind }: { readonly kind: Problem['kind'] }) {
  const { texts, state, wizard } = useLink();
  const words = texts.problems;
  const hasOtherRegion = regionsOf(state.session, consentWay).length > 1;
  return (
    <>
      {kind !== 'notConfigured' && (
        <button type="button" class="button main" onClick={() => wizard.go({ step: 'consent' })}>
          {words.tryAgain}
        </button>
      )}
      {hasOtherRegion && (
        <button type="button" class="button" onClick={() => wizard.go({ step: 'region' })}>
          {words.otherRegion}
        </button>
      )}
      {waysOf(state.session).includes(passwordWay) && (
        <button type="button" class="button" onClick={() => wizard.chooseWay(passwordWay)}>
          {words.otherWay}
        </button>
      )}
    </>
  );
}

/** The wearer has stopped. */
export function ClosedScreen() {
  const { texts, state } = useLink();
  const { end } = state.flow;
  const unconnected = end?.isUnderWay ? texts.closing.underWay : texts.closing;
  const known = end?.history ? texts.history[end.history] : end?.state && texts.states[end.state];
  const words = known ?? unconnected;
  const isWell = Boolean(end?.history ?? (end?.state && isOnItsWay(end.state)));
  return (
    <Screen
      name="closed"
      title={words.title}
      picture={isWell ? <TickPicture /> : <NoticePicture />}
    >
      <p>{words.words}</p>
      <WayBack />
    </Screen>
  );
}

function ReturnButton() {
  const { texts, teamName, state, wizard } = useLink();
  const { session } = state;
  if (!session?.redirectUrl || session.onError !== 'REDIRECT') return null;
  return (
    <div class="actions">
      <button type="button" class="button main" onClick={() => wizard.finish()}>
        {texts.done.returnTo(teamName)}
      </button>
    </div>
  );
}
