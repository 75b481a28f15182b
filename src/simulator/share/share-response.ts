/** A response before it is sent: status, body, and the set of headers that goes with it. */
export interface ShareResponse {
  readonly status: number;
  readonly body: string;
  readonly family: HeaderFamily;
  /** One word for the ledger: `ok`, or why not. */
  readonly outcome: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `login` carries the headers of the sign-on service; `data` is chunked when it succeeds. */
export type HeaderFamily = 'login' | 'data' | 'html' | 'text' | 'xml';

export const nullUuid = '00000000-0000-0000-0000-000000000000';

export function jsonResponse(family: HeaderFamily, value: unknown, outcome = 'ok'): ShareResponse {
  return { status: 200, body: JSON.stringify(value), family, outcome };
}

/** 200 without a body, as calls that only change something are answered. */
export function emptyResponse(outcome = 'ok'): ShareResponse {
  return { status: 200, body: '', family: 'data', outcome };
}

export function htmlResponse(
  status: number,
  title: string,
  text: string,
  outcome: string,
): ShareResponse {
  const body = [
    '<!DOCTYPE html>',
    `<html><head><title>${title}</title></head>`,
    `<body><center><h1>${title}</h1></center><p>${text}</p><hr><center>cloudflare</center></body>`,
    '</html>',
    '',
  ].join('\r\n');
  return { status, body, family: 'html', outcome };
}
