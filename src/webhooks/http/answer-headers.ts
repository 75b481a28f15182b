/** The headers of an answer as they are kept of an attempt. */
export interface AnswerHeader {
  /** In lower case. */
  readonly name: string;
  /** Null for a cookie: it may be a secret of the receiver. */
  readonly value: string | null;
}

/** Headers behind the first that does not fit are not kept. */
const textLengthMax = 1_024;

/** They tell of the connection between us and the receiver, and nothing of the answer. */
const ofTheConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
]);

/** A line each, as HTTP writes them; a cookie without its value. */
export function answerHeadersText(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const lines = Object.entries(headers).flatMap(([name, values = []]) => {
    if (ofTheConnection.has(name)) return [];
    if (name === 'set-cookie') return [name];
    return [values].flat().map((value) => `${name}: ${value}`);
  });
  let text = '';
  for (const line of lines) {
    if (text.length + line.length + 1 > textLengthMax) break;
    text += `${line}\n`;
  }
  // Postgres stores no NUL in a text.
  return text.replaceAll('\0', '\uFFFD');
}

/** What was kept, apart again. */
export function answerHeadersOf(text: string): AnswerHeader[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(': ');
      return at < 0
        ? { name: line, value: null }
        : { name: line.slice(0, at), value: line.slice(at + 2) };
    });
}
