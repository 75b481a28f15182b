/** An answer as it came over the wire. */
export interface RecordedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Null where there was none. */
  readonly body: unknown;
}

/** `fetch`, which keeps what was answered. */
export function recordingFetch(answers: RecordedAnswer[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const text = await response.clone().text();
    const { pathname: path } = new URL(input instanceof Request ? input.url : input);
    answers.push({
      method: init?.method ?? 'GET',
      path,
      status: response.status,
      body: text === '' ? null : JSON.parse(text),
    });
    return response;
  };
}
