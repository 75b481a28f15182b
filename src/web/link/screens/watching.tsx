import { useEffect, useState } from 'preact/hooks';
import type { ConnectionState, Linked, Outcome } from '#web/link/api/answers.ts';
import type { Flow } from '#web/link/flow/flow.ts';
import { historyOf, lateAfterMs, stateWays } from '#web/link/flow/states.ts';
import { consentWay, type Step } from '#web/link/flow/steps.ts';
import { useLink } from '#web/link/link-context.ts';
import { ClockPicture } from '#web/link/pictures/clock.tsx';
import { FollowerPicture } from '#web/link/pictures/follower.tsx';
import { LockPicture } from '#web/link/pictures/lock.tsx';
import { NoticePicture } from '#web/link/pictures/notice.tsx';
import { SwitchPicture } from '#web/link/pictures/switch.tsx';
import type { Texts } from '#web/link/texts/en.ts';
import { announce } from '#web/shared/announcer.tsx';
import { Countdown, useSecondsLeft } from '#web/shared/countdown.tsx';
import { every } from '#web/shared/platform.ts';
import { HistoryScreen } from './history.tsx';
import { Screen } from './screen.tsx';

/** What stands in the way; where there is no row, it is time. */
const pictures: Partial<Record<ConnectionState, preact.JSX.Element>> = {
  SHARING_OFF: <SwitchPicture />,
  NO_FOLLOWER: <FollowerPicture />,
  LOCKED_OUT: <LockPicture />,
  NO_RECENT_DATA: <NoticePicture />,
  CREDENTIALS_REFUSED: <NoticePicture />,
  NEEDS_ATTENTION: <NoticePicture />,
  GATEWAY_FAULT: <NoticePicture />,
  DISCONNECTED: <NoticePicture />,
  NOT_POLLED: <NoticePicture />,
};

/** The account is linked: what is waited for, and what is in its way. */
export function WatchingScreen() {
  const connection = useLink().state.outcome?.connection;
  const isPast = connection && historyOf(connection) !== null;
  return isPast ? <HistoryScreen pull={connection.historicalPull} /> : <ReadingScreen />;
}

/** The login was taken, and a reading is not there yet: why, and what mends it. */
function ReadingScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const connection = state.outcome?.connection;
  const name = connection?.state ?? 'WAITING';
  const { words, picture } = sightOf(texts, name, connection ?? null);
  const ways = stateWays[name];
  /** Nothing that the wearer or time can do here changes it. */
  const isOver = ways.looksEveryMs === null && ways.ends === 'no';
  const isLate = useIsLate(connection ?? null);
  useEffect(() => announce(words.title), [words.title]);
  const untilMs = ways.hasEnd && connection?.stateUntil ? Date.parse(connection.stateUntil) : null;
  return (
    <Screen name={`state-${name}`} title={words.title} picture={picture}>
      <p>{words.words}</p>
      {isOver && <p>{texts.tokens.ask(teamName)}</p>}
      {state.isRenewed && <p class="soft">{texts.watching.renewed}</p>}
      {untilMs !== null && <Wait untilMs={untilMs} />}
      {isLate && <LateHints />}
      <div class="actions">
        {ways.mend && <MendButton mend={ways.mend} />}
        {!isOver && <CheckButton key={words.title} />}
        {(ways.ends === 'by-choice' || isLate) && (
          <button type="button" class="button" onClick={() => wizard.goWithoutReading()}>
            {texts.watching.goWithout}
          </button>
        )}
      </div>
      {ways.looksEveryMs !== null && <Looking isMending={ways.mend !== null} />}
    </Screen>
  );
}

function Looking({ isMending }: { readonly isMending: boolean }) {
  const { texts, state } = useLink();
  if (state.isLookOver) return <p class="soft">{texts.watching.lookOver}</p>;
  return isMending ? null : <p class="soft">{texts.watching.looking}</p>;
}

/** A sensor that tells an error, or readings that are old alone, say more than the state. */
function sightOf(texts: Texts, state: ConnectionState, linked: Linked | null) {
  const { sensorError, oldReading } = texts.watching;
  const action = linked?.action ?? null;
  const consented = linked?.provider === consentWay ? texts.history.states[state] : undefined;
  if (consented) return { words: consented, picture: pictures[state] ?? <ClockPicture /> };
  if (action === 'CHECK_SENSOR') return { words: sensorError, picture: <NoticePicture /> };
  if (state === 'WAITING' && action === 'CHECK_PHONE_AND_SENSOR') {
    return { words: oldReading, picture: <NoticePicture /> };
  }
  return { words: texts.states[state], picture: pictures[state] ?? <ClockPicture /> };
}

function MendButton({ mend }: { readonly mend: 'share' | 'follower' }) {
  const { texts, state, wizard } = useLink();
  return (
    <button
      type="button"
      class="button main"
      onClick={() => wizard.go({ step: mendStep(mend, state.flow) })}
    >
      {mend === 'share' ? texts.watching.mendShare : texts.watching.mendFollower}
    </button>
  );
}

/** How Share is turned on depends on the app: who took the short cut is asked for it now. */
function mendStep(mend: 'share' | 'follower', { app }: Flow): Step {
  return mend === 'follower' ? 'follower' : app === null ? 'app' : 'share';
}

function Wait({ untilMs }: { readonly untilMs: number }) {
  const { texts, wizard } = useLink();
  const secondsLeft = useSecondsLeft(wizard.clock, untilMs);
  return (
    <Countdown
      secondsLeft={secondsLeft}
      texts={{
        wait: texts.watching.wait,
        label: texts.watching.timeLeft,
        over: texts.watching.waitOver,
      }}
    />
  );
}

/** Asks Dexcom now, as often as the gateway allows. */
function CheckButton() {
  const { texts, state, wizard } = useLink();
  const words = texts.watching;
  const secondsLeft = useSecondsLeft(wizard.clock, state.checkAtMs);
  const isWaiting = secondsLeft > 0 || state.isChecking;
  const said = useLastCheck();
  if (!state.outcome?.connection) return null;
  if (state.checkAtMs === null) return <p class="soft">{words.noChecks}</p>;
  const press = () => {
    if (!isWaiting) void wizard.checkAgain();
    else if (secondsLeft > 0) announce(words.nextCheck(secondsLeft));
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={isWaiting}
        aria-describedby={secondsLeft > 0 ? 'next-check' : undefined}
        onClick={press}
      >
        {state.isChecking ? words.checking : words.checkAgain}
      </button>
      {said && <p>{said}</p>}
      {secondsLeft > 0 && (
        <p class="soft" id="next-check">
          {words.nextCheck(secondsLeft)}
        </p>
      )}
    </>
  );
}

/** What the last check came to, while the screen is the same; a screen reader is told it too. */
function useLastCheck(): string {
  const { texts, state } = useLink();
  const { lastCheck } = state;
  const words = texts.watching;
  const said =
    lastCheck === null || state.isChecking
      ? ''
      : lastCheck.isAnswered && lastCheck.atMs !== null
        ? words.nothingNew(timeText(lastCheck.atMs, texts))
        : words.notAsked;
  const [before] = useState(lastCheck);
  const isNews = lastCheck !== before;
  useEffect(() => {
    if (isNews && said) announce(said);
  }, [lastCheck, said]);
  return isNews ? said : '';
}

function timeText(ms: number, { language }: Texts): string {
  const format = new Intl.DateTimeFormat(language.code, { hour: 'numeric', minute: '2-digit' });
  return format.format(ms);
}

function LateHints() {
  const { texts } = useLink();
  const hints = [...texts.watching.late, ...texts.watching.lateHints];
  useEffect(() => announce(hints.join(' ')), []);
  return (
    <div class="note">
      <ul class="list">
        {hints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
    </div>
  );
}

/** By the gateway's time, so that a reload or a phone that slept does not put it off. */
function useIsLate(connection: Outcome['connection']): boolean {
  const { wizard } = useLink();
  const since = connection?.state === 'WAITING' ? connection.stateSince : null;
  const isLate = () => {
    const nowMs = wizard.clock.nowMs();
    return since !== null && nowMs !== null && nowMs - Date.parse(since) > lateAfterMs;
  };
  const [late, setLate] = useState(isLate);
  useEffect(() => {
    const look = () => setLate(isLate());
    look();
    return every(5_000, look);
  }, [since]);
  return late;
}
