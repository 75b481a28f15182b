import type { PresentState } from './present-state.ts';

/**
 * The plain answer to "why is there no data?": what a state means, to the wearer and to whoever
 * helps them. The page "No data?" of the README says the same, word for word.
 */
export interface StateText {
  /** A sentence for the wearer. */
  readonly meaning: string;
  /** What they, or the team, can do now. */
  readonly whatToDo: string;
}

export const stateTexts: Readonly<Record<PresentState, StateText>> = {
  WAITING: {
    meaning: 'Your account is connected, and the first reading has not come yet.',
    whatToDo:
      'Check that Share is on in the Dexcom app, that at least one follower is invited, and that ' +
      'your sensor is past its warm-up.',
  },
  FRESH: {
    meaning: 'Readings are coming in.',
    whatToDo: 'Nothing.',
  },
  DELAYED: {
    meaning: 'The newest reading is late.',
    whatToDo: 'Wait a few minutes. Keep your phone near your sensor, and online.',
  },
  NO_RECENT_DATA: {
    meaning: 'Dexcom has had no reading from your sensor for more than 20 minutes.',
    whatToDo:
      'Check that your phone is online and near your sensor, that the Dexcom app is open, and that ' +
      'your sensor has not ended or is warming up.',
  },
  SHARING_OFF: {
    meaning: 'Sharing is turned off in your Dexcom app.',
    whatToDo: 'Turn on Share in the Dexcom app and keep at least one follower.',
  },
  NO_FOLLOWER: {
    meaning: 'Share has no follower, and without one Dexcom reports nothing.',
    whatToDo: 'Invite at least one follower in the Dexcom app.',
  },
  CREDENTIALS_REFUSED: {
    meaning: 'Dexcom refused your user name or password. This can be a passing fault.',
    whatToDo: 'Nothing yet: it is tried again soon. If you changed your password, reconnect now.',
  },
  NEEDS_ATTENTION: {
    meaning: 'Dexcom refuses your user name or password.',
    whatToDo:
      'Reconnect with the user name and password of the wearer, not of a follower, and the right ' +
      'region.',
  },
  LOCKED_OUT: {
    meaning: 'Dexcom has locked your account for a while after too many logins.',
    whatToDo: 'Wait until the time shown, and do not log in anywhere meanwhile.',
  },
  THROTTLED: {
    meaning: 'Dexcom has asked us to wait.',
    whatToDo: 'Nothing: readings come back by themselves, and the gap is filled.',
  },
  UNREACHABLE: {
    meaning: 'Dexcom cannot be reached.',
    whatToDo: 'Nothing: readings come back by themselves, and the gap is filled.',
  },
  CLOCK_WRONG: {
    meaning: 'Your readings carry times in the future: the clock of your phone is wrong.',
    whatToDo:
      'Let your phone set its date and time by itself. Readings with a right time are shown; the ' +
      'others are kept aside.',
  },
  GATEWAY_FAULT: {
    meaning: 'This gateway cannot ask Dexcom, because of a fault of its own.',
    whatToDo: 'Tell the team that runs it: its log says what is wrong.',
  },
  NOT_POLLED: {
    meaning: 'This gateway has not asked Dexcom since the time shown.',
    whatToDo: 'Tell the team that runs it: its workers are not running or are behind.',
  },
  DISCONNECTED: {
    meaning: 'Your account is not connected.',
    whatToDo: 'Connect it again if you want readings.',
  },
};
