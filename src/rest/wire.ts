/** What of HTTP the hosted service's clients expect, whatever they ask for. */

/** The path that all routes begin with. */
export const restPath = '/v2';

/** The headers of an API key and of a link token. */
export const keyHeader = 'x-vital-api-key';
export const passHeader = 'x-vital-link-token';

/** All that its client sends, which a browser asks for leave to. */
export const requestHeaders: readonly string[] = [
  keyHeader,
  passHeader,
  'x-fern-language',
  'x-fern-sdk-name',
  'x-fern-sdk-version',
  'x-fern-runtime',
  'x-fern-runtime-version',
];

/** The JSON text of a refusal that no route made. */
export function refusalBody(refusal: {
  readonly code: string;
  readonly message: string;
  readonly whatToDo: string;
}): string {
  const { code, message, whatToDo } = refusal;
  return JSON.stringify({ detail: `${message} ${adviceOf[code] ?? whatToDo}` });
}

const adviceOf: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Send an API key as "x-vital-api-key".',
  ANSWER_TOO_LARGE: 'Ask for a shorter range or a smaller page.',
  BODY_TOO_LARGE: 'Send less.',
};
