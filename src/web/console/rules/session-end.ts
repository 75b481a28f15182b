/** What the session door answers to who is not let in. */
export interface Refusal {
  readonly error?: RefusalError;
}

export interface RefusalError {
  readonly code: string;
  readonly message: string;
  /** Of a session that has ended: how. */
  readonly reason?: string;
  readonly canSignInToSandbox?: boolean;
}

/** Why a session is no more, for who was signed in; null where there is none to speak of. */
export function endText(error: RefusalError | undefined): string | null {
  return error && error.code !== 'SIGNED_OUT' ? error.message : null;
}

/** Whether time alone ended the session, so that the same person goes on where they were. */
export function mayGoOn(error: RefusalError | undefined): boolean {
  return error?.reason === 'idle' || error?.reason === 'too-old';
}
