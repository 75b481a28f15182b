import type { ConnectionState, Trend } from '#web/link/api/generated/operations.ts';
import type { RefusalKind } from '#web/link/flow/failures.ts';

/**
 * All that the wizard says, in English: short sentences and known words, at most of the sixth grade.
 * The other languages have the same shape.
 */
export const texts = {
  language: { code: 'en', name: 'English', direction: 'ltr' as 'ltr' | 'rtl' },
  common: {
    goOn: 'Continue',
    back: 'Back',
    close: 'Close',
    help: 'Help',
    helpWords: (team: string) => `Ask ${team} for help.`,
    helpLink: 'Get help',
    privacyLink: 'Privacy',
    newTab: '(opens a new tab)',
    languages: 'Language',
    notice:
      'This page is not made by Dexcom, and it is not a medical device. Do not decide on treatment by it.',
    errorMark: 'Error:',
    problem: 'There is a problem',
    copy: 'Copy',
    copied: 'Copied',
    marked: 'It is marked. Now copy it.',
    noScript: 'This page needs JavaScript. Turn it on, or open the link in another browser.',
    ends: (minutes: number) =>
      `This link ends in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  },
  opening: {
    title: 'One moment',
    stage: 'We are checking your link.',
    late: 'This takes long. Load the page again.',
  },
  whose: {
    title: (team: string) => `Share your glucose with ${team}`,
    facts: [
      ['Who sees it', (team: string) => `${team}, and the people they work with.`],
      ['What they see', () => 'Your glucose numbers and arrows: the last day, and each new one.'],
      ['What you need', () => 'Your Dexcom app, and its user name and password.'],
      ['How to stop', (team: string) => `Tell ${team}. You can stop at any time.`],
    ] as readonly (readonly [string, (team: string) => string])[],
    factsOfBoth: [
      ['Who sees it', (team: string) => `${team}, and the people they work with.`],
      ['What they see', () => 'Your glucose numbers: those of the past, and each new one.'],
      ['What you need', () => 'The login of your Dexcom app.'],
      ['How to stop', (team: string) => `Tell ${team}. You can stop at any time.`],
    ] as readonly (readonly [string, (team: string) => string])[],
    question: 'Whose sensor is it?',
    mine: 'Mine',
    another: 'Someone I care for',
    shortCut: 'Share is set up: skip ahead',
  },
  way: {
    title: 'What do you want to share?',
    consent: 'My past numbers',
    consentHint:
      'You sign in at Dexcom. Your numbers of many weeks come, with food and insulin. ' +
      'New ones come one to three hours late.',
    password: 'My numbers right now',
    passwordHint:
      'You give your user name and password. Each new number comes in minutes. Share must be on, ' +
      'and someone must follow you.',
    both: (team: string) => `You can have both: do one now, and ask ${team} for one more link.`,
  },
  app: {
    title: 'Which app shows the glucose?',
    g6: 'Dexcom G6',
    g7: 'Dexcom G7',
    one: 'Dexcom ONE',
    onePlus: 'Dexcom ONE+',
    stelo: 'Stelo',
    receiver: 'No app, only the receiver',
    unsure: 'I’m not sure',
    unsureHelp: 'Find the app on the phone that shows the numbers. Its name is under its icon.',
  },
  stelo: {
    title: 'Stelo can’t share',
    words: (team: string) => `The Stelo app has no Share, so ${team} can’t get your numbers here.`,
    next: (team: string) => `Tell ${team} that you use Stelo.`,
    other: 'I use another app',
  },
  receiver: {
    title: 'You need the Dexcom app on a phone',
    words: () =>
      'The receiver can’t share. The Dexcom app on a phone can. Install the app and pair it with ' +
      'your sensor. Then open this link again.',
    next: (team: string) => `If you need help, ask ${team}.`,
    other: 'I have the app',
  },
  share: {
    title: 'Turn on Share',
    steps: {
      g6: [
        'Open the Dexcom G6 app.',
        'Tap the three joined dots at the top. Or open Settings, then Share.',
        'Turn on Share.',
      ],
      g7: [
        'Open the Dexcom G7 app.',
        'Tap Connections, then Share. It may be in Settings.',
        'Turn on Share.',
      ],
      one: [
        'Open the Dexcom ONE app.',
        'Look for Share in the menu.',
        'Turn on Share. If there is no Share, this app can’t do it.',
      ],
      onePlus: [
        'Open the Dexcom ONE+ app.',
        'Tap Connections, then Share. It may be in Settings.',
        'Turn on Share.',
      ],
    } as Readonly<Record<'g6' | 'g7' | 'one' | 'onePlus', readonly string[]>>,
    note: 'Use the app that shows your numbers. Not Clarity, and not Follow.',
    isOn: 'Share is on',
    lost: 'I can’t find it',
    lostHelp:
      'Look in the menu of the app for “Share”, “Dexcom Share” or “Followers”. ' +
      'Update the app if you do not see them.',
  },
  follower: {
    title: 'Invite a follower',
    why: 'Dexcom gives out your numbers only while someone follows you. Anyone will do.',
    who: 'You can invite:',
    friend: 'a friend or someone in your family',
    self: 'yourself, with another e-mail address',
    contact: (team: string) => `${team}, at`,
    notes: [
      'The invite ends after 7 days. It is best if they accept it.',
      'Keep your phone online.',
    ] as readonly string[],
    done: 'I have a follower',
    later: 'Do this later',
  },
  region: {
    title: 'Where was the Dexcom account set up?',
    note: 'Not where you are now, but where you were when you made it.',
    US: 'In the United States',
    OUS: 'In another country',
    APAC: 'In Japan or Singapore',
    APACHint: 'Or where the Dexcom site is the Japanese one.',
    guess: 'We think it is this one.',
    missing: 'Choose one of the three.',
    unsupported: 'This one is not offered here. Choose another, or ask for help.',
  },
  consent: {
    title: 'Sign in at Dexcom',
    words: 'Next you see Dexcom’s own page. Sign in there, and say yes.',
    own: 'Use the login of the person who wears the sensor.',
    facts: [
      [
        'What comes',
        () => 'Your numbers of many weeks, and the food, insulin, sport and notes in your app.',
      ],
      ['How soon', () => 'Past numbers come now. New ones come one to three hours late.'],
      ['Your password', (team: string) => `Only Dexcom sees it. ${team} does not.`],
      ['Linked with a password before?', () => 'That goes on too, with your numbers of right now.'],
    ] as readonly (readonly [string, (team: string) => string])[],
    otherRegion: 'If Dexcom does not know your login, come back and change this.',
    go: 'Go to Dexcom',
    time: 'You have ten minutes there.',
    refusals: {
      unreachable: {
        title: 'We can’t reach Dexcom right now.',
        words: 'Nothing was linked. Try again in some minutes.',
      },
      throttledByGateway: {
        title: 'You went to Dexcom too often.',
        words: 'Wait ten minutes, then try again.',
      },
      unsettled: {
        title: 'We do not know if it worked.',
        words: 'You can sign in at Dexcom once more.',
      },
    } as Partial<Record<RefusalKind, { readonly title: string; readonly words: string }>>,
  },
  consenting: {
    title: 'Sign in at Dexcom, and come back',
    words: 'Dexcom’s page has opened in a new tab. Sign in there, and say yes.',
    open: 'Open Dexcom’s page',
    again: 'Start again',
    looking: 'Keep this page open. It goes on by itself when you are done.',
    asking: 'We are asking what Dexcom said.',
  },
  history: {
    coming: {
      title: 'Your past numbers are coming in',
      words: 'It worked. We now get them from Dexcom, the newest first.',
    },
    here: { title: 'You are connected', words: 'Your past numbers are here.' },
    refused: {
      title: 'You are connected',
      words: 'Dexcom does not give out your past numbers right now. We ask again each day.',
    },
    progressLabel: 'Days that are here',
    progress: (done: number, all: number) => `${done} of ${all} days are here.`,
    late: 'New numbers come one to three hours late. That is how Dexcom sends them.',
    leave: 'You need not wait. It goes on by itself.',
    next: (team: string) => `${team} gets each new number from now on.`,
    states: {
      CREDENTIALS_REFUSED: {
        title: 'Dexcom did not say yes again just now',
        words: 'This can pass, and we try again. Did you take your yes back? Ask for a new link.',
      },
      NEEDS_ATTENTION: {
        title: 'Dexcom does not take your yes any more',
        words: 'You need a new link, to sign in at Dexcom once more.',
      },
    } as Partial<Record<ConnectionState, { readonly title: string; readonly words: string }>>,
  },
  signIn: {
    title: 'Sign in to Dexcom',
    titleAgain: 'Sign in to Dexcom again',
    own: 'Use the login of the person who wears the sensor. A follower’s login does not work.',
    dependent:
      'Use the login of the person who wears the sensor, such as your child. Not your own.',
    name: 'Dexcom user name',
    nameHint:
      'The one that your Dexcom app shows in Profile or Settings, under Account: a user name, an ' +
      'e-mail, or a phone number like +1 555 0100. Old accounts and children have a user name.',
    password: 'Dexcom password',
    passwordHint: 'Not your Nightscout password.',
    show: 'Show password',
    hide: 'Hide password',
    forgot: 'Forgot it? Reset it at Dexcom',
    region: 'Account set up',
    change: 'Change',
    connect: 'Connect',
    safe: (team: string) =>
      `Your password goes to ${team}’s server, and from there to Dexcom. It is stored encrypted.`,
    nameMissing: 'Type your Dexcom user name.',
    nameTooLong: 'This name is too long. Check it.',
    phonePlus: 'A phone number starts with + and the country, like +1.',
    passwordMissing: 'Type your Dexcom password.',
    passwordTooLong: 'This password is too long. Check it.',
    wait: (minutes: number, seconds: number) =>
      minutes > 0
        ? `You can connect in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
        : `You can connect in ${seconds} seconds.`,
    waitWhy: 'We wait a little between two tries, so that Dexcom does not lock your account.',
    waitLabel: 'You can try again in',
    waitOver: 'You can try now.',
  },
  refusals: {
    refused: {
      title: 'Dexcom did not accept this name and password.',
      words:
        'Check four things. Whose login is it? Is it the name that the app shows, and not just an ' +
        'e-mail? Is the password right? Where was the account set up?',
    },
    refusedLast: {
      title: 'Dexcom did not accept this name and password.',
      words:
        'Please wait now, and first test your login on Dexcom’s own page. One more wrong try can lock your account.',
    },
    lockedOut: {
      title: 'Dexcom has locked this account for a short time.',
      words:
        'Do not sign in anywhere until the time is over. An old password in another app can keep it locked.',
    },
    throttledByGateway: {
      title: 'That was too soon.',
      words: 'We wait a little, so that Dexcom does not lock your account.',
    },
    throttledByDexcom: {
      title: 'Dexcom asks us to wait.',
      words: 'This is not your fault. You can go on when the time is over.',
    },
    unreachable: {
      title: 'We can’t reach Dexcom right now.',
      words: 'So we do not know if your login is right. Try again when the time is over.',
    },
    limited: {
      title: 'Too many requests came from here.',
      words: 'Please wait a little, then try again.',
    },
    offline: {
      title: 'You are offline.',
      words: 'Nothing was sent. Try again when you are back online.',
    },
    lost: {
      title: 'The connection was lost.',
      words: 'Nothing was changed. Check your internet, then try again.',
    },
    fault: {
      title: 'Something went wrong on our side.',
      words: 'Nothing was changed. Try again later, or ask for help.',
    },
    unsettled: {
      title: 'We do not know yet if it worked.',
      words: 'We keep looking, and tell you here. Do not sign in twice.',
    },
  },
  problems: {
    accountTaken: {
      title: 'This Dexcom account is already in use here',
      words: (team: string) => `It is connected to another person at ${team}. They can fix it.`,
    },
    otherAccount: {
      title: 'You use another Dexcom account here',
      words: (team: string) => `It must be disconnected first. Ask ${team} to do it.`,
    },
    replaceAccount: {
      words: () => 'Do you want to use the new account instead? Then sign in once more.',
      yes: 'Use the new account',
    },
    notConnected: {
      title: 'There is nothing to renew',
      words: () => 'Your account is not connected any more. You can connect it now.',
      start: 'Connect it now',
    },
    consentRefused: {
      title: 'You did not say yes at Dexcom',
      words: () => 'Nothing was linked. Did you press the wrong button? Then try again.',
    },
    consentExpired: {
      title: 'That took too long',
      words: () => 'You have ten minutes at Dexcom. Nothing was linked. Please try again.',
    },
    otherWearer: {
      title: 'This looks like someone else’s account',
      words: (team: string) =>
        `Its numbers are not the ones that ${team} has of you, so nothing was linked. ` +
        'Use the login of the person who wears the sensor.',
    },
    notConfigured: {
      title: 'This can’t be done here yet',
      words: (team: string) => `${team} can’t link this at Dexcom. Tell them about it.`,
    },
    appFull: {
      title: 'There is no room right now',
      words: (team: string) =>
        `Dexcom lets ${team} link only a few people so far. Tell them that it was full.`,
    },
    tryAgain: 'Try again',
    otherRegion: 'The account is somewhere else',
    otherWay: 'Use user name and password',
    unknown: {
      title: 'This did not work',
      words: (team: string) => `Ask ${team} for help, and tell them these words:`,
    },
  },
  tokens: {
    UNKNOWN: {
      title: 'This link does not work',
      words: 'Part of it may be missing. Open it again from the message that you got.',
    },
    EXPIRED: { title: 'This link has ended', words: 'A link works for one hour.' },
    USED: { title: 'This link was used', words: 'A link works only once.' },
    REVOKED: { title: 'This link was taken back', words: 'It does not work any more.' },
    ask: (team: string) => `Ask ${team} for a new link.`,
    someTeam: 'whoever sent it to you',
  },
  connecting: {
    title: 'Connecting',
    sending: 'Sending your login to Dexcom',
    judging: 'Dexcom is checking it',
    reading: 'Asking for your numbers',
    slow: 'Still working.',
    slower: 'This is taking long. Keep this page open.',
    lost: 'The connection was lost. We are checking if it worked.',
    leave: 'We are not done yet. If you leave now, it may still go through.',
  },
  watching: {
    checkAgain: 'Check again',
    checking: 'Asking Dexcom …',
    nextCheck: (seconds: number) => `You can check again in ${seconds} seconds.`,
    nothingNew: (time: string) => `We asked at ${time}. Nothing has changed yet.`,
    notAsked: 'We could not ask just now. We keep looking by ourselves.',
    noChecks: 'From now on we look by ourselves.',
    mendShare: 'Show me how',
    mendFollower: 'Show me how',
    goWithout: 'Continue without waiting',
    timeLeft: 'Time left:',
    sensorError: {
      title: 'Your login works, but the sensor has an error',
      words:
        'Look at your Dexcom app. It says what to do. Most errors pass in three hours. ' +
        'Until then, check your sugar in another way.',
    },
    oldReading: {
      title: 'Your login works, but your numbers are old',
      words:
        'Is the phone on, online and near the sensor? Has the sensor ended? Does the phone show the ' +
        'right time? In some minutes we can tell you more.',
    },
    wait: (minutes: number, seconds: number) =>
      minutes > 0
        ? `This ends in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
        : `This ends in ${seconds} seconds.`,
    waitOver: 'The time is over. We go on by ourselves.',
    lookOver: 'This page has stopped looking. Your numbers still come by themselves.',
    looking: 'We keep looking by ourselves. You can leave this page.',
    late: [
      'Is Share on?',
      'Does someone follow?',
      'Is the sensor past its first hours?',
      'Is the phone on the internet, and near the sensor?',
      'Is it the login of the one who wears the sensor?',
    ] as readonly string[],
    lateHints: [
      'Stelo can not share. A Stelo login works, but no numbers come.',
      'A parent’s own login works, but has no numbers. Use the child’s login.',
    ] as readonly string[],
    renewed: 'You were linked before. Now your login is new.',
  },
  states: {
    FRESH: { title: 'You are connected', words: 'Your numbers are coming in.' },
    DELAYED: {
      title: 'You are connected',
      words: 'Your last number is a bit old. Keep your phone online and near your sensor.',
    },
    WAITING: {
      title: 'Your login works',
      words:
        'Now we wait for the first number. It can take some minutes. ' +
        'Keep the phone online and near the sensor.',
    },
    NO_RECENT_DATA: {
      title: 'Your login works, but no new numbers come',
      words:
        'Dexcom has had none for 20 minutes or more. Is the phone on, online and near the sensor? ' +
        'Has the sensor ended?',
    },
    SHARING_OFF: {
      title: 'Your login works, but Share is off',
      words: 'Turn on Share in your Dexcom app.',
    },
    NO_FOLLOWER: {
      title: 'Your login works, but nobody follows you',
      words: 'Invite a follower in your Dexcom app.',
    },
    CREDENTIALS_REFUSED: {
      title: 'Dexcom did not accept your login just now',
      words:
        'This can pass, and we try again soon. Did you change your password? Then ask for a new link.',
    },
    NEEDS_ATTENTION: {
      title: 'Dexcom does not accept your login',
      words: 'You need a new link, to sign in once more.',
    },
    LOCKED_OUT: {
      title: 'Dexcom has locked your account for a short time',
      words: 'Do not sign in anywhere until the time is over. We go on by ourselves then.',
    },
    THROTTLED: {
      title: 'Dexcom asks us to wait',
      words: 'There is nothing you need to do. We go on by ourselves.',
    },
    UNREACHABLE: {
      title: 'We can’t reach Dexcom right now',
      words: 'There is nothing you need to do. We keep trying.',
    },
    CLOCK_WRONG: {
      title: 'Your phone’s clock is wrong',
      words:
        'Your numbers come with a wrong time. Let the phone set its own time: Settings, ' +
        'then General or System, then Date and time.',
    },
    GATEWAY_FAULT: {
      title: 'Something is wrong on our side',
      words: 'Your login works. Tell whoever sent you the link that no numbers come.',
    },
    DISCONNECTED: {
      title: 'You are not connected any more',
      words: 'You can connect again with a new link.',
    },
    NOT_POLLED: {
      title: 'Your login works, but we have not asked Dexcom',
      words: 'This is our fault. Tell whoever sent you the link.',
    },
  },
  done: {
    reading: 'Your last number',
    low: 'LOW',
    high: 'HIGH',
    unit: 'mg/dL',
    otherUnit: 'mmol/L',
    age: (minutes: number) =>
      minutes < 1 ? 'just now' : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`,
    trends: {
      NONE: '',
      DOUBLE_UP: 'rising very fast',
      SINGLE_UP: 'rising fast',
      FORTY_FIVE_UP: 'rising',
      FLAT: 'steady',
      FORTY_FIVE_DOWN: 'falling',
      SINGLE_DOWN: 'falling fast',
      DOUBLE_DOWN: 'falling very fast',
      NOT_COMPUTABLE: '',
      RATE_OUT_OF_RANGE: '',
    } as Readonly<Record<Trend, string>>,
    next: (team: string) =>
      `${team} gets each new number from now on. Keep Share on, and keep a follower.`,
    returnTo: (team: string) => `Back to ${team}`,
    canClose: 'You can close this page.',
  },
  closing: {
    title: 'Nothing was connected',
    words: 'You can open the link again while it works.',
    underWay: {
      title: 'You left before we were done',
      words: 'Your login was sent, and may still go through. Do not sign in again at once.',
    },
    question: 'Do you want to stop? What you typed will be lost.',
    stop: 'Stop',
    stay: 'Stay here',
  },
};

export type Texts = typeof texts;
