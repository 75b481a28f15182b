/** An answer before it is written: what is said, and which family of headers goes with it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly family: AnswerFamily;
  /** One word for the ledger: `ok`, or why not. */
  readonly outcome: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `login` carries the headers of the sign-on service; `data` is chunked when it succeeds. */
export type AnswerFamily = 'login' | 'data' | 'html' | 'text' | 'xml';

export const nullUuid = '00000000-0000-0000-0000-000000000000';

export function jsonAnswer(family: AnswerFamily, value: unknown, outcome = 'ok'): Answer {
  return { status: 200, body: JSON.stringify(value), family, outcome };
}

/** 200 without a body, as the calls that only change something answer. */
export function emptyAnswer(outcome = 'ok'): Answer {
  return { status: 200, body: '', family: 'data', outcome };
}

export function htmlAnswer(status: number, title: string, text: string, outcome: string): Answer {
  const body = [
    '<!DOCTYPE html>',
    `<html><head><title>${title}</title></head>`,
    `<body><center><h1>${title}</h1></center><p>${text}</p><hr><center>cloudflare</center></body>`,
    '</html>',
    '',
  ].join('\r\n');
  return { status, body, family: 'html', outcome };
}
