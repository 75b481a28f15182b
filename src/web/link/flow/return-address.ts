/** How the wizard ended, in the words in which Junction's Link tells it. */
export type Ending =
  | { readonly state: 'success' }
  | { readonly state: 'error'; readonly errorType: string; readonly error: string };

/**
 * The address to which a page goes back: the one that the team recorded with the token, with how it
 * ended and the team's own reference. Never a token, a name or a reading.
 */
export function returnAddress(recorded: string, ending: Ending, reference: string | null): string {
  const address = new URL(recorded);
  const { searchParams } = address;
  searchParams.set('state', ending.state);
  if (ending.state === 'error') {
    searchParams.set('error_type', ending.errorType);
    searchParams.set('error', ending.error);
  }
  if (reference !== null) searchParams.set('reference', reference);
  return address.href;
}
