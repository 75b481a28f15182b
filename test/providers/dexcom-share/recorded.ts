/** Answers of Dexcom's, byte for byte where a recording of the whole body is known. */

export const accountId = '99999999-9999-9999-9999-999999999999';
export const sessionId = '55555555-5555-5555-5555-555555555555';
export const nullUuid = '00000000-0000-0000-0000-000000000000';
export const accountName = 'ada@example.org';
export const password = 'correct horse battery staple';

/** SubCode until the middle of 2025: XML in a string. */
export function xmlSubCode(attributes: string): string {
  return `<OnlineException DateThrownLocal="2025-04-19T16:47:55.868833958" DateThrown="2025-04-19T16:47:55.868833958Z" ${attributes} />`;
}

/** SubCode since then: indented JSON in a string. */
export function jsonSubCode(exception: object): string {
  return JSON.stringify({ OnlineException: exception }, null, 2);
}

export function faultBody(code: string, message: string, subCode = ''): string {
  return JSON.stringify({
    Code: code,
    Message: message,
    SubCode: subCode,
    TypeName: 'FaultException',
  });
}

const passwordFailed = 'Publisher account password failed';

export const wrongPassword = faultBody(
  'AccountPasswordInvalid',
  passwordFailed,
  xmlSubCode(
    `ErrorCode="AccountPasswordInvalid" Type="13" Category="4" Severity="1" TypeString="InvalidPassword" CategoryString="Validation" SeverityString="Minor" HostName="" HostIP="" Id="{10a0fa39-f485-4d8c-97de-c5de6abd0afc}" Message="${passwordFailed}" FullText="com.dexcom.udp.common.data.exception.OnlineException: ${passwordFailed}"`,
  ),
);

export const wrongPasswordOfLate2025 = faultBody(
  'AccountPasswordInvalid',
  passwordFailed,
  jsonSubCode({
    DateThrownLocal: '2025-12-07T21:15:26.38479431',
    DateThrown: '2025-12-07T21:15:26.38479431Z',
    ErrorCode: 'AccountPasswordInvalid',
    Type: 13,
    Category: 4,
    Severity: 1,
    TypeString: 'InvalidPassword',
    CategoryString: 'Validation',
    SeverityString: 'Minor',
    HostName: '',
    HostIP: '',
    Id: '16868b3b-0000-0000-0000-000000000000',
    Message: passwordFailed,
    FullText: `com.dexcom.udp.common.data.exception.OnlineException: ${passwordFailed}`,
  }),
);

const noSession = `Failed to find session object. [SessionId = ${sessionId}]`;

export const unknownSession = faultBody(
  'SessionIdNotFound',
  noSession,
  xmlSubCode(
    `ErrorCode="SessionIdNotFound" Type="5" Category="2" Severity="2" TypeString="ObjectNotFound" CategoryString="Database" SeverityString="Severe" HostName="" HostIP="" Id="{a1f2a3e8-9ba4-42b5-9d1c-4b2f1a3f3d8e}" Message="${noSession}" FullText="com.dexcom.udp.common.data.exception.OnlineException: ${noSession}"`,
  ),
);

export const expiredSession = faultBody(
  'SessionNotValid',
  `Session not active or timed out. [SessionId = ${sessionId}]`,
  xmlSubCode(
    'ErrorCode="" Type="6" Category="5" Severity="1" CategoryString="Logical" SeverityString="Minor"',
  ),
);

/** The sign-on service's wording of a refusal; the "by" is AccountName or AccountId. */
export function signOnRefusal(by: string): string {
  return faultBody(
    'SSO_InternalError',
    `Synchronization of SSO account during authenticate call failed Time out issue.  AccountName=${accountName} Error encountered accessing Keycloak endpoint: UAM_ERROR: HttpStatus='401 UNAUTHORIZED(401)' Msg=Cannot Authenticate by ${by}`,
    xmlSubCode(
      'ErrorCode="SSO_InternalError" Type="15" Category="1" Severity="2" TypeString="SingleSignOn" CategoryString="System" SeverityString="Severe"',
    ),
  );
}

export const signOnDown = faultBody(
  'SSO_InternalError',
  `Synchronization of SSO account during authenticate call failed Time out issue.  AccountName=${accountName} Error encountered accessing Keycloak endpoint: UAM_ERROR: HttpStatus='503 SERVICE_UNAVAILABLE(503)'`,
);

export const accountNotFound = faultBody(
  'SSO_AuthenticateAccountNotFound',
  `Simulate SSO: Authentication failed. AccountId=${accountId}`,
  '<Dexcom.Common.OnlineException DateThrownLocal="2018-09-12 16:51:32.0695709+00:00" />',
);

export const malformedId = faultBody(
  'InvalidArgument',
  'Missing required field(s): JSON parse error: Cannot deserialize value of type `java.util.UUID` from String "1": UUID has to be represented by standard 36-char representation',
);

/** A reading of 2025, as it came. */
export const modernReading =
  '{"WT":"Date(1745081013817)","ST":"Date(1745081013817)","DT":"Date(1745081013817-0400)","Value":224,"Trend":"Flat"}';

/** A reading of 2015: slashes, a number for the trend, the receiver's clock an hour off. */
export const earlyReading =
  '{"DT":"\\/Date(1426292016000-0700)\\/","ST":"\\/Date(1426295616000)\\/","Trend":4,"Value":101,"WT":"\\/Date(1426292039000)\\/"}';
