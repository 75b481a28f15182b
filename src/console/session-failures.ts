import type { SessionEnd } from '#teams';
import type { SignInRefusal } from './sign-in.ts';

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly whatToDo: string;
}

export type FailureCode =
  | SignInRefusal
  | 'SIGNED_OUT'
  | 'SESSION_ENDED'
  | 'FOREIGN_ORIGIN'
  | 'NOT_HTTPS'
  | 'BAD_REQUEST'
  | 'METHOD_NOT_ALLOWED';

/** What the session door answers when it does not let somebody in. */
export const failures: Readonly<Record<FailureCode, Failure>> = {
  SIGNED_OUT: {
    status: 401,
    message: 'Nobody is signed in here.',
    whatToDo: 'Sign in with an API key, or with a code of "gateway console-login".',
  },
  SESSION_ENDED: {
    status: 401,
    message: 'The session has ended.',
    whatToDo: 'Sign in again.',
  },
  WRONG_KEY: {
    status: 401,
    message: 'This is no API key that is good here.',
    whatToDo: 'Take a key of this gateway that was not revoked and may be used from here.',
  },
  WRONG_CODE: {
    status: 401,
    message: 'This code is wrong, was used, or is older than five minutes.',
    whatToDo: 'Get another one with "gateway console-login".',
  },
  ROLE_TOO_HIGH: {
    status: 403,
    message: 'The key may not do all that the role may.',
    whatToDo: 'Choose a lower role, or none: then you may do what the key may.',
  },
  NO_SANDBOX: {
    status: 403,
    message: 'Signing in without a key is for the sandbox, at the machine that it runs on.',
    whatToDo: 'Sign in with an API key.',
  },
  FOREIGN_ORIGIN: {
    status: 403,
    message: 'This is for the pages of this gateway alone.',
    whatToDo: 'Open the console at the address of the gateway (PUBLIC_URL, if it is set).',
  },
  NOT_HTTPS: {
    status: 403,
    message: 'The console is for https, or for the machine that the gateway runs on.',
    whatToDo: 'Set PUBLIC_URL to the https address of the gateway, or open 127.0.0.1.',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many tries in a short time.',
    whatToDo: 'Wait for as long as "retry-after" says.',
  },
  BAD_REQUEST: {
    status: 400,
    message: 'This is none of what the session door takes.',
    whatToDo: 'Send {"apiKey", "role"}, {"code"} or {"sandbox": true} as JSON.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: 'A session is asked for by GET, opened by POST and ended by DELETE.',
    whatToDo: 'Send one of these.',
  },
};

/** Why a session has ended, for whoever looks at its tab. */
export const endTexts: Readonly<Record<SessionEnd, string>> = {
  'signed-out': 'This session was signed out.',
  'signed-out-everywhere': 'Somebody signed out everywhere, so this session has ended too.',
  'too-old': 'The session has ended: it was seven days old.',
  idle: 'The session has ended: nobody had used it for twelve hours.',
  'key-ended': 'The session has ended with the API key that it was made from.',
  'command-line': 'The session was ended at the command line.',
};
