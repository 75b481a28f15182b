import type { Style } from '#simulator/people';
import { newUuid } from '#simulator/people';
import type { Random } from '#std/random';
import type { HeaderFamily, ShareResponse } from './share-response.ts';

/**
 * Every refusal of the application itself is HTTP 500 with four fields, of which SubCode holds a
 * second, longer description whose form changed with the years. A client must look at Code alone.
 */
export interface ApplicationError {
  readonly code: string;
  readonly message: string;
  readonly type: number;
  readonly category: number;
  readonly severity: number;
  readonly typeString: string;
  /** Code as SubCode repeats it; an expired session's is empty there. */
  readonly innerCode?: string;
  /** One word for the ledger. */
  readonly outcome: string;
}

export interface ErrorContext {
  readonly nowMs: number;
  readonly random: Random;
  readonly style: Style;
}

const categories = ['', 'System', 'Database', 'User', 'Validation', 'Logical'] as const;
const severities = ['', 'Minor', 'Severe'] as const;

/** A wrong password, an unknown name and the wrong region, in the same words. */
export function credentialsRefused(
  style: Style,
  named: { readonly by: 'AccountName' | 'AccountId'; readonly value: string },
): ApplicationError {
  if (style.refusal === 'account-password-invalid') {
    return {
      code: 'AccountPasswordInvalid',
      message: 'Publisher account password failed',
      type: 13,
      category: 4,
      severity: 1,
      typeString: 'InvalidPassword',
      outcome: 'refused',
    };
  }
  return signOnError(
    'SSO_InternalError',
    'Synchronization of SSO account during authenticate call failed Time out issue.  ' +
      `${named.by}=${named.value} Error encountered accessing Keycloak endpoint: ` +
      "UAM_ERROR: HttpStatus='401 UNAUTHORIZED(401)' " +
      `Msg=Cannot Authenticate by ${named.by}='${named.value}'`,
    'refused',
  );
}

/** The same code as a refusal may have, but a fault of the service. */
export const signOnFailed = signOnError(
  'SSO_InternalError',
  'Synchronization of SSO account during authenticate call failed Time out issue. ' +
    'Error encountered accessing Keycloak endpoint: Read timed out',
  'sso-failed',
);

export function lockedOut(style: Style): ApplicationError {
  const isMisspelled = style.lockoutSpelling === 'exceeed';
  return signOnError(
    isMisspelled ? 'SSO_AuthenticateMaxAttemptsExceeed' : 'SSO_AuthenticateMaxAttemptsExceeded',
    'Maximum number of authentication attempts exceeded',
    'locked-out',
  );
}

function signOnError(code: string, message: string, outcome: string): ApplicationError {
  const place = { type: 15, category: 1, severity: 2, typeString: 'SingleSignOn' };
  return { code, message, ...place, outcome };
}

export function sessionUnknown(sessionId: string): ApplicationError {
  return {
    code: 'SessionIdNotFound',
    message: `Failed to find session object. [SessionId = ${sessionId}]`,
    type: 5,
    category: 2,
    severity: 2,
    typeString: 'ObjectNotFound',
    outcome: 'session-unknown',
  };
}

export function sessionExpired(sessionId: string): ApplicationError {
  return {
    code: 'SessionNotValid',
    message: `Session not active or timed out. [SessionId = ${sessionId}]`,
    type: 6,
    category: 5,
    severity: 1,
    typeString: 'SessionNotValid',
    innerCode: '',
    outcome: 'session-expired',
  };
}

export function invalidArgument(detail: string): ApplicationError {
  return {
    code: 'InvalidArgument',
    message: `Missing required field(s): ${detail}`,
    type: 10,
    category: 4,
    severity: 2,
    typeString: 'InvalidArgument',
    outcome: 'invalid-argument',
  };
}

export function notAUuid(text: string): ApplicationError {
  return invalidArgument(
    `JSON parse error: Cannot deserialize value of type \`java.util.UUID\` from String "${text}": ` +
      'UUID has to be represented by standard 36-char representation',
  );
}

export function notAText(token: 'START_ARRAY' | 'START_OBJECT'): ApplicationError {
  const kind = token === 'START_ARRAY' ? 'Array' : 'Object';
  return invalidArgument(
    `JSON parse error: Cannot deserialize value from ${kind} value (token \`JsonToken.${token}\`)`,
  );
}

/** An error of the application that has no form of its own here: of uploads, or of a fault rule. */
export function otherError(code: string, message: string, type = 14): ApplicationError {
  const place = { type, category: 5, severity: 1, typeString: code };
  return { code, message, ...place, outcome: 'error' };
}

export function errorResponse(
  error: ApplicationError,
  context: ErrorContext,
  family: HeaderFamily,
  status = 500,
): ShareResponse {
  const body = JSON.stringify({
    Code: error.code,
    Message: error.message,
    SubCode: subCodeOf(error, context),
    TypeName: 'FaultException',
  });
  return { status, body, family, outcome: error.outcome };
}

function subCodeOf(error: ApplicationError, { style, nowMs, random }: ErrorContext): string {
  const instant = new Date(nowMs).toISOString().slice(0, -1);
  const id = newUuid(random);
  if (style.errors === 'dotnet') {
    const thrown = `${instant.replace('T', ' ')}${digits(random, 4)}+00:00`;
    const full = `Dexcom.Common.OnlineException: ${error.message}`;
    return exceptionXml(error, thrown, thrown, `{${id}}`, full);
  }
  const full = `com.dexcom.udp.common.data.exception.OnlineException: ${error.message}`;
  if (style.errors === 'xml') {
    const local = instant + digits(random, 6);
    return exceptionXml(error, local, `${local}Z`, `{${id}}`, full);
  }
  return exceptionJson(error, instant + digits(random, 5), id, full);
}

function exceptionXml(
  error: ApplicationError,
  local: string,
  thrown: string,
  id: string,
  full: string,
): string {
  return (
    `<OnlineException DateThrownLocal="${local}" DateThrown="${thrown}" ` +
    `ErrorCode="${error.innerCode ?? error.code}" Type="${error.type}" ` +
    `Category="${error.category}" Severity="${error.severity}" ` +
    `TypeString="${error.typeString}" CategoryString="${categories[error.category]}" ` +
    `SeverityString="${severities[error.severity]}" HostName="" HostIP="" Id="${id}" ` +
    `Message="${error.message}" FullText="${full}" />`
  );
}

function exceptionJson(error: ApplicationError, local: string, id: string, full: string): string {
  const OnlineException = {
    DateThrownLocal: local,
    DateThrown: `${local}Z`,
    ErrorCode: error.innerCode ?? error.code,
    Type: error.type,
    Category: error.category,
    Severity: error.severity,
    TypeString: error.typeString,
    CategoryString: categories[error.category],
    SeverityString: severities[error.severity],
    HostName: '',
    HostIP: '',
    Id: id,
    Message: error.message,
    FullText: full,
  };
  return JSON.stringify({ OnlineException }, null, 2);
}

/** Digits of which the last is never 0, since the service leaves trailing zeros out. */
function digits(random: Random, count: number): string {
  let text = '';
  for (let i = 1; i < count; i++) text += Math.floor(random() * 10);
  return text + (1 + Math.floor(random() * 9));
}
