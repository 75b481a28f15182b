/** A text that is there, or still to come. */
export type Text = string | Promise<string>;

export function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Promise<unknown>).then === 'function'
  );
}

/** Pieces of text, some of which are still to come, with their end. */
export async function joined(parts: readonly Text[], end: string): Promise<string> {
  let text = '';
  // Not `join`, which would copy what is long once more for each level of the answer.
  for (const part of await Promise.all(parts)) text += part;
  return text + end;
}

/** The others are still waited for, since they may have errors to note, too. */
export function failedAmong(parts: readonly Text[] | undefined, error: unknown): Promise<never> {
  const fail = () => {
    throw error;
  };
  if (!parts) return fail();
  return Promise.all(parts).then(fail, fail);
}
