/** The message of an error and those of its causes, for a person, in one line and each once. */
export function reasonsOf(error: unknown): string {
  return [...new Set(messagesIn(error))].join(': ');
}

function messagesIn(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  // Of several addresses of a host none answered; the error that gathers these may say nothing.
  const gathered = error instanceof AggregateError ? error.errors.flatMap(messagesIn) : [];
  const own = error.message === '' ? [] : [error.message];
  return [...own, ...gathered, ...(error.cause === undefined ? [] : messagesIn(error.cause))];
}
