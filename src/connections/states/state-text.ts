import { oauthProvider, type ProviderSlug } from '#providers';
import type { PresentState } from './present-state.ts';

/**
 * The plain answer to "why is there no data?": what a state means, to the wearer and to whoever
 * helps them. docs/states.md says the same, word for word.
 */
export interface StateText {
  /** A sentence for the wearer. */
  readonly meaning: string;
  /** What they, or the team, can do now. */
  readonly whatToDo: string;
  /** The same for programs; null where there is nothing to do but wait. */
  readonly action: ConnectionAction | null;
}

/** What a person can do about a state. */
const connectionActions = [
  'CHECK_SHARING',
  'CHECK_LOGIN_AND_APP',
  'CHECK_PHONE',
  'CHECK_PHONE_AND_SENSOR',
  'CHECK_SENSOR',
  'TURN_ON_SHARING',
  'INVITE_FOLLOWER',
  'RECONNECT',
  'AVOID_LOGINS',
  'SET_PHONE_CLOCK',
  'TELL_TEAM',
  'CONNECT',
] as const;

export type ConnectionAction = (typeof connectionActions)[number];

export const stateTexts: Readonly<Record<PresentState, StateText>> = {
  WAITING: {
    meaning: 'Your account is connected, and the first reading has not come yet.',
    whatToDo:
      'Check that Share is on in the Dexcom app, that at least one follower is invited, and that ' +
      'your sensor is past its warm-up.',
    action: 'CHECK_SHARING',
  },
  FRESH: {
    meaning: 'Readings are coming in.',
    whatToDo: 'Nothing.',
    action: null,
  },
  DELAYED: {
    meaning: 'The newest reading is late.',
    whatToDo: 'Wait a few minutes. Keep your phone near your sensor, and online.',
    action: 'CHECK_PHONE',
  },
  NO_RECENT_DATA: {
    meaning: 'Dexcom has had no reading from your sensor for more than 20 minutes.',
    whatToDo:
      'Check that your phone is online and near your sensor, that the Dexcom app is open, and that ' +
      'your sensor has not ended or is warming up.',
    action: 'CHECK_PHONE_AND_SENSOR',
  },
  SHARING_OFF: {
    meaning: 'Sharing is turned off in your Dexcom app.',
    whatToDo: 'Turn on Share in the Dexcom app and keep at least one follower.',
    action: 'TURN_ON_SHARING',
  },
  NO_FOLLOWER: {
    meaning: 'Share has no follower, and without one Dexcom reports nothing.',
    whatToDo: 'Invite at least one follower in the Dexcom app.',
    action: 'INVITE_FOLLOWER',
  },
  CREDENTIALS_REFUSED: {
    meaning: 'Dexcom refused your user name or password. This can be a passing fault.',
    whatToDo: 'Nothing yet: it is tried again soon. If you changed your password, reconnect now.',
    action: null,
  },
  NEEDS_ATTENTION: {
    meaning: 'Dexcom refuses your user name or password.',
    whatToDo:
      'Reconnect with the user name and password of the wearer, not of a follower, and the right ' +
      'region.',
    action: 'RECONNECT',
  },
  LOCKED_OUT: {
    meaning: 'Dexcom has locked your account for a while after too many logins.',
    whatToDo: 'Wait until the time shown, and do not log in anywhere meanwhile.',
    action: 'AVOID_LOGINS',
  },
  THROTTLED: {
    meaning: 'Dexcom has asked us to wait.',
    whatToDo: 'Nothing: readings come back by themselves, and the gap is filled.',
    action: null,
  },
  UNREACHABLE: {
    meaning: 'Dexcom cannot be reached.',
    whatToDo: 'Nothing: readings come back by themselves, and the gap is filled.',
    action: null,
  },
  CLOCK_WRONG: {
    meaning: 'The clock of your phone is wrong, and your readings carry its times.',
    whatToDo:
      'Let your phone set its date and time by itself. Readings with a right time are shown; the ' +
      'others are kept aside.',
    action: 'SET_PHONE_CLOCK',
  },
  GATEWAY_FAULT: {
    meaning: 'This gateway cannot ask Dexcom, because of a fault of its own.',
    whatToDo: 'Tell the team that runs it: its log says what is wrong.',
    action: 'TELL_TEAM',
  },
  NOT_POLLED: {
    meaning: 'This gateway has not asked Dexcom since the time shown.',
    whatToDo: 'Tell the team that runs it: its workers are not running or are behind.',
    action: 'TELL_TEAM',
  },
  DISCONNECTED: {
    meaning: 'Your account is not connected.',
    whatToDo: 'Connect it again if you want readings.',
    action: 'CONNECT',
  },
};

/** What the states say of who consented at Dexcom's own page, where that differs. */
export const consentTexts: Readonly<Partial<Record<PresentState, StateText>>> = {
  WAITING: {
    meaning:
      'Your account is connected, and the first reading has not come yet: Dexcom tells them one to ' +
      'three hours after they were taken.',
    whatToDo:
      'Wait. Keep your phone online and near your sensor; upload from a receiver, if you use one.',
    action: null,
  },
  NO_RECENT_DATA: {
    meaning:
      'Dexcom has had no reading from your sensor for longer than the hours by which it tells them late.',
    whatToDo:
      'Check that your phone is online and near your sensor, that the Dexcom app is open, and that ' +
      'your sensor has not ended or is warming up; upload from your receiver, if you use one.',
    action: 'CHECK_PHONE_AND_SENSOR',
  },
  CREDENTIALS_REFUSED: {
    meaning: 'Dexcom did not renew your consent. This can be a passing fault.',
    whatToDo:
      'Nothing yet: it is tried again for more than a day. If you took your consent back, connect again.',
    action: null,
  },
  NEEDS_ATTENTION: {
    meaning: 'Dexcom no longer takes your consent.',
    whatToDo: 'Connect again, and consent at Dexcom.',
    action: 'RECONNECT',
  },
};

/** The text of a state of an account of a provider, whatever else is known. */
export function stateTextFor(state: PresentState, provider: ProviderSlug): StateText {
  return (provider === oauthProvider ? consentTexts[state] : undefined) ?? stateTexts[state];
}

/** From here on a connection without any reading probably waits for something that never comes. */
export const longWaitMs = 15 * 60 * 1000;

/** What `WAITING` says from then on. */
export const longWaitText: StateText = {
  meaning: 'Your account is connected, and in 15 minutes no reading has come.',
  whatToDo:
    'Check that Share is on in the Dexcom app and that at least one follower is invited. The login ' +
    "must be the wearer's own: that of a parent has no readings of a child. Stelo, and a receiver " +
    'without a phone, cannot share.',
  action: 'CHECK_LOGIN_AND_APP',
};

/** A sensor tells its error every few minutes: one that is so old says nothing of now. */
export const sensorErrorForMs = 30 * 60 * 1000;

/** What the states say in which a reading is awaited, where the sensor tells errors in their place. */
export const sensorErrorText: StateText = {
  meaning: 'Your sensor tells an error in place of readings.',
  whatToDo:
    'Look at the Dexcom app, which says what to do. Most errors pass within three hours; if yours ' +
    'does not, the sensor must be replaced. Until then measure your glucose by other means.',
  action: 'CHECK_SENSOR',
};

const awaitingStates: readonly PresentState[] = ['WAITING', 'DELAYED', 'NO_RECENT_DATA'];

/** What `WAITING` says where readings came, and all of them are too old to be told from a wrong clock. */
export const oldReadingsText: StateText = {
  meaning:
    'Your account is connected, and the newest reading of Dexcom is dated more than 20 minutes ago.',
  whatToDo:
    'Check that your phone is online and near your sensor, that your sensor has not ended, and that ' +
    'your phone sets its date and time by itself. In a quarter of an hour it is known which it is.',
  action: 'CHECK_PHONE_AND_SENSOR',
};

/** What `UNREACHABLE` says where Dexcom fails for most people of a region. */
export const dexcomFailsText: StateText = {
  meaning: 'Dexcom is not answering people in your region now: it is Dexcom, not you.',
  whatToDo: stateTexts.UNREACHABLE.whatToDo,
  action: null,
};

interface TextFacts {
  readonly provider: ProviderSlug;
  readonly isDexcomFailing: boolean;
  readonly sensorFailedAtMs: number | null;
  /** Whether all readings that came are kept aside. */
  readonly hasOnlyAside: boolean;
}

/**
 * The text of a state that has been there `since`. `sensorFailedAtMs`: when the sensor last told an
 * error and no reading after it; null for never.
 */
export function stateTextOf(
  { state, since }: { readonly state: PresentState; readonly since: Date },
  nowMs: number,
  { provider, isDexcomFailing, sensorFailedAtMs, hasOnlyAside }: TextFacts,
): StateText {
  if (state === 'UNREACHABLE' && isDexcomFailing) return dexcomFailsText;
  const isSensorFailing = sensorFailedAtMs !== null && nowMs - sensorFailedAtMs <= sensorErrorForMs;
  if (isSensorFailing && awaitingStates.includes(state)) return sensorErrorText;
  if (state === 'WAITING' && hasOnlyAside) return oldReadingsText;
  const isLongWait = state === 'WAITING' && nowMs - since.getTime() >= longWaitMs;
  const isOfPassword = provider !== oauthProvider;
  return isLongWait && isOfPassword ? longWaitText : stateTextFor(state, provider);
}

/** When time alone makes another text of one; null where it does not. */
export function stateTextAgesAt(
  { state, since }: { readonly state: PresentState; readonly since: Date },
  nowMs: number,
  sensorFailedAtMs: number | null,
): Date | null {
  const longWaitAtMs = state === 'WAITING' ? since.getTime() + longWaitMs : 0;
  const sensorIsQuietAtMs = sensorFailedAtMs === null ? 0 : sensorFailedAtMs + sensorErrorForMs + 1;
  const instants = [longWaitAtMs, sensorIsQuietAtMs].filter((atMs) => atMs > nowMs);
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}
