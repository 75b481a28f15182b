import type { LinkAnswer } from '#poller';

/** Why an account was not linked, as the hosted service names it and in words of our own. */
export interface LinkError {
  readonly errorType: string;
  readonly error: string;
}

type Failed = Exclude<LinkAnswer, { kind: 'linked' }>;
type FailedOf<Kind extends Failed['kind']> = Extract<Failed, { kind: Kind }>;

const newLink = 'Ask for a new link, and use it within the hour.';

/** An answer that is new does not compile until it has its row here. */
const errors: { readonly [Kind in Failed['kind']]: (answer: FailedOf<Kind>) => LinkError } = {
  refused: ({ regions }) =>
    of(
      'provider_credential_error',
      `Invalid username or password, or another region (tried: ${regions.join(', ')}). It must be ` +
        "the wearer's own account, and not a follower's.",
    ),
  'locked-out': ({ until }) =>
    of(
      'provider_api_error',
      `Dexcom has locked the account until ${until.toISOString()}. Log in nowhere meanwhile.`,
    ),
  throttled: ({ until }) =>
    of(
      'provider_api_error',
      `Too many attempts. Try again at ${until.toISOString()}, so that Dexcom locks no account.`,
    ),
  unavailable: () =>
    of(
      'provider_api_error',
      'Dexcom cannot be reached. Try again in a few minutes; nothing is known about the login.',
    ),
  unsettled: () => of('provider_api_error', 'The same login is still under way. Ask again soon.'),
  'token-invalid': () => of('invalid_token', `This link token does not exist. ${newLink}`),
  'token-expired': () => of('token_expired', `This link token has expired. ${newLink}`),
  'token-used': () => of('token_consumed', `This link token was used up already. ${newLink}`),
  'token-revoked': () => of('invalid_token', `This link token was taken back. ${newLink}`),
  'account-taken': () =>
    of('duplicate_connection', 'This account is linked to another user of the same team.'),
  'other-account': () =>
    of('duplicate_connection', 'This user is connected to another account: deregister it first.'),
  'consent-refused': () =>
    of('required_scopes_not_granted', 'The wearer did not consent at Dexcom.'),
  'consent-expired': () =>
    of('token_expired', 'The wearer came back from Dexcom too late. Begin again.'),
  'other-wearer': () =>
    of(
      'provider_api_error',
      "The readings of this account are not this user's: it is another person's.",
    ),
  misconfigured: () =>
    of(
      'provider_api_error',
      'Dexcom refused the app of this gateway: only its operator can mend it.',
    ),
  'app-full': ({ connectionsMax }) =>
    of(
      'provider_api_error',
      `Dexcom lets the app of this gateway have ${connectionsMax} connections, and it has them.`,
    ),
  'not-connected': () => of('provider_api_error', 'This user has no account to reconnect.'),
};

/** Of the wearer's tries nothing is told here. */
type Told<Answer> = Answer extends { readonly next: unknown }
  ? Omit<Answer, 'next'> & Partial<Pick<Answer, 'next'>>
  : Answer;

export function linkErrorOf(answer: Told<Failed>): LinkError {
  const tell = errors[answer.kind] as (answer: Told<Failed>) => LinkError;
  return tell(answer);
}

function of(errorType: string, error: string): LinkError {
  return { errorType, error };
}
