import { useEffect, useState } from 'preact/hooks';
import type { Wizard } from './flow/parts.ts';
import { earlySteps, type Step } from './flow/steps.ts';
import type { WizardState } from './flow/store.ts';
import { type LinkContext, LinkContextKey } from './link-context.ts';
import { AppChoiceScreen } from './screens/app-choice.tsx';
import { ConnectingScreen } from './screens/connecting.tsx';
import { ConsentScreen } from './screens/consent.tsx';
import { ConsentingScreen } from './screens/consenting.tsx';
import { DeadEndScreen } from './screens/dead-end.tsx';
import { DoneScreen } from './screens/done.tsx';
import { ClosedScreen, ProblemScreen, TokenScreen } from './screens/ends.tsx';
import { FollowerScreen } from './screens/follower.tsx';
import { OpeningScreen } from './screens/opening.tsx';
import { RegionScreen } from './screens/region.tsx';
import { ShareScreen } from './screens/share.tsx';
import { Shell } from './screens/shell.tsx';
import { SignInScreen } from './screens/sign-in.tsx';
import { WatchingScreen } from './screens/watching.tsx';
import { WayScreen } from './screens/way.tsx';
import { WhoseScreen } from './screens/whose.tsx';
import type { Texts } from './texts/en.ts';
import { loadTexts } from './texts/languages.ts';

const screens: Readonly<Record<Step, () => preact.JSX.Element>> = {
  whose: WhoseScreen,
  way: WayScreen,
  app: AppChoiceScreen,
  stelo: () => <DeadEndScreen kind="stelo" />,
  receiver: () => <DeadEndScreen kind="receiver" />,
  share: ShareScreen,
  follower: FollowerScreen,
  region: RegionScreen,
  consent: ConsentScreen,
  consenting: ConsentingScreen,
  'sign-in': SignInScreen,
  connecting: ConnectingScreen,
  watching: WatchingScreen,
  done: DoneScreen,
  problem: ProblemScreen,
  token: TokenScreen,
  closed: ClosedScreen,
};

export interface AppProps {
  readonly wizard: Wizard;
  /** What the server knew of the team when it sent the page. */
  readonly teamName: string;
  readonly firstTexts: Texts;
}

/** The Link wizard: one screen at a time, in one language at a time. */
export function App({ wizard, teamName, firstTexts }: AppProps) {
  const [state, setState] = useState(wizard.get);
  const [texts, setTexts] = useState(firstTexts);
  useEffect(() => {
    const follow = () => setState(wizard.get());
    follow();
    return wizard.subscribe(follow);
  }, [wizard]);
  useEffect(() => {
    document.documentElement.lang = texts.language.code;
    document.documentElement.dir = texts.language.direction;
  }, [texts]);
  const name = state.session?.brand?.name ?? teamName;
  const context: LinkContext = { texts, teamName: name, state, wizard };
  const ScreenNow = isReady(state) ? screens[state.flow.step] : OpeningScreen;
  return (
    <LinkContextKey.Provider value={context}>
      <Shell
        language={texts.language.code}
        onLanguage={async (code) => {
          setTexts(await loadTexts(code));
          wizard.keepLanguage(code);
        }}
      >
        <ScreenNow />
      </Shell>
    </LinkContextKey.Provider>
  );
}

/** Whether the screen of the step can be shown: the token was judged, or need not have been. */
function isReady({ session, isExpectedOpen, refusal, flow: { step } }: WizardState): boolean {
  if (session !== null || step === 'done' || step === 'closed') return true;
  return isExpectedOpen && refusal === null && earlySteps.has(step);
}
