import type { AccountRecord } from '#simulator/people';
import type { OAuthCall } from './oauth-calls.ts';
import type { OAuthWorld } from './oauth-world.ts';
import type { Realm } from './realm.ts';

/** A call as its endpoint sees it. */
export interface OAuthRequest {
  readonly world: OAuthWorld;
  readonly realm: Realm;
  readonly method: string;
  readonly query: URLSearchParams;
  /** The form of a POST; empty when the body is none. */
  readonly form: URLSearchParams;
  readonly isForm: boolean;
  /** The token of `Authorization: Bearer`. */
  readonly bearer: string | null;
  readonly nowMs: number;
  /** Whom the call is about, as far as it can be told before it is judged. */
  readonly account: AccountRecord | null;
  readonly entry: OAuthCall;
}

export interface OAuthAnswer {
  readonly status: number;
  readonly type: 'json' | 'html' | 'none';
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One word for the record of calls: `ok`, or why not. */
  readonly outcome: string;
}

export function jsonAnswer(value: unknown, outcome = 'ok', status = 200): OAuthAnswer {
  return { status, type: 'json', body: JSON.stringify(value), outcome };
}

/** What errors about data say is recorded nowhere: nothing, here. */
export function bareAnswer(status: number, outcome: string): OAuthAnswer {
  return { status, type: 'none', body: '', outcome };
}

export function redirectAnswer(location: string, outcome: string): OAuthAnswer {
  const headers = { Location: location, 'Cache-Control': 'no-store' };
  return { status: 302, type: 'none', body: '', headers, outcome };
}

export function pageAnswer(
  page: { readonly title: string; readonly html: string },
  outcome: string,
  status = 200,
): OAuthAnswer {
  const body = [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${textOfHtml(page.title)}</title>`,
    '<style>body{font:16px/1.5 sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem}',
    'label,input,select,button{display:block;width:100%;box-sizing:border-box;font:inherit}',
    'input,select,button{margin:.25rem 0 1rem;padding:.6rem}</style></head>',
    `<body><h1>${textOfHtml(page.title)}</h1>${page.html}</body></html>`,
    '',
  ].join('\n');
  return { status, type: 'html', body, headers: { 'Cache-Control': 'no-store' }, outcome };
}

/** A text as it may stand in HTML, between tags or in an attribute in quotes. */
export function textOfHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
