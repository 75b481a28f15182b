import type { Failure } from './failure.ts';

/**
 * The codes that Dexcom is known to give, and what each means for us. Null: the code alone decides
 * nothing, and the HTTP status does. Both spellings of the lockout have been in use; the one with
 * three e's is Dexcom's own.
 */
const failureByCode = {
  AccountPasswordInvalid: 'refused',
  SSO_AuthenticateAccountNotFound: 'refused',
  SSO_AuthenticatePasswordInvalid: 'refused',
  SSO_InternalError: null,
  SSO_AuthenticateMaxAttemptsExceeed: 'locked-out',
  SSO_AuthenticateMaxAttemptsExceeded: 'locked-out',
  SessionIdNotFound: 'session-ended',
  SessionNotValid: 'session-ended',
  InvalidArgument: 'rejected',
  MonitoringSessionNotActive: null,
  MonitoredReceiverNotAssigned: null,
  MonitoredReceiverSerialNumberDoesNotMatch: null,
  DuplicateEgvPosted: null,
  ContactNameAlreadyExists: null,
} as const satisfies Readonly<Record<string, Failure | null>>;

type KnownCode = keyof typeof failureByCode;

/** Dexcom's code, or `unknown` for one that is not in the list. */
export type ErrorCode = KnownCode | 'unknown';

/** The error object that Dexcom answers with, under HTTP 500 as a rule and under 200 at times. */
export interface Fault {
  readonly code: string;
  readonly message: string;
}

/**
 * The fault that a parsed body states, or null. SubCode is not looked at: it has been XML and JSON,
 * and says nothing that Code does not.
 */
export function findFault(body: unknown): Fault | null {
  if (typeof body !== 'object' || body === null || !('Code' in body)) return null;
  const { Code: code } = body;
  if (typeof code !== 'string') return null;
  const message = 'Message' in body && typeof body.Message === 'string' ? body.Message : '';
  return { code, message };
}

export function errorCodeOf({ code }: Fault): ErrorCode {
  return isKnown(code) ? code : 'unknown';
}

/** What a fault means by itself; null when it leaves that to the HTTP status. */
export function failureOfFault({ code, message }: Fault): Failure | null {
  if (lockoutPattern.test(code)) return 'locked-out';
  if (code === 'SSO_InternalError') return refusalPattern.test(message) ? 'refused' : null;
  return isKnown(code) ? failureByCode[code] : null;
}

/** However the end of the word is spelled, an attempt during a lockout would prolong it. */
const lockoutPattern = /^SSO_AuthenticateMaxAttemptsExce/;

/** The same code is given when Dexcom's own sign-on is down, without these words. */
const refusalPattern = /Cannot Authenticate by Account/i;

function isKnown(code: string): code is KnownCode {
  return Object.hasOwn(failureByCode, code);
}
