import type { TypedResponse } from 'hono';

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
  readonly retryAfterSeconds: string | undefined;
}): string {
  const { code, message, whatToDo, retryAfterSeconds: wait } = refusal;
  const advice = wait ? `Ask again in ${wait} s.` : (adviceOf[code] ?? whatToDo);
  return JSON.stringify({ detail: `${message} ${advice}` });
}

const adviceOf: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'Send an API key as "x-vital-api-key".',
  ANSWER_TOO_LARGE: 'Ask for a shorter range or a smaller page.',
  BODY_TOO_LARGE: 'Send less.',
};

/** An answer of 200 whose JSON was written as text; `Answer` is what it stands for. */
export function jsonAnswer<Answer>(
  text: string,
): TextResponse & TypedResponse<Answer, 200, 'json'> {
  return new TextResponse(text) as TextResponse & TypedResponse<Answer, 200, 'json'>;
}

/**
 * A text of the platform's own `Response` is made a stream of bytes and a text again when it is read,
 * which for a day of samples costs as much as writing them.
 */
class TextResponse extends Response {
  readonly #text: string;

  constructor(text: string) {
    super(null, { headers: { 'content-type': 'application/json' } });
    this.#text = text;
  }

  override text(): Promise<string> {
    return Promise.resolve(this.#text);
  }
}
