/**
 * One login that a wearer asked for, under an id that the page made up. What became of it is kept,
 * so that the same id gives the same answer, and an answer that was lost is looked up; of name and
 * password nothing is.
 */
export interface AttemptKey {
  readonly linkTokenId: string;
  /** 8 to 64 characters. */
  readonly attemptId: string;
}

/** What became of an attempt: the outcome's kind, with the facts that were told. */
export type AttemptAnswer = Readonly<Record<string, unknown>> & { readonly kind: string };

export type Attempt =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'pending'; readonly startedAt: Date }
  | { readonly kind: 'ended'; readonly startedAt: Date; readonly answer: AttemptAnswer };
