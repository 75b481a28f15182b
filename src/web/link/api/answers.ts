import type {
  CheckLinkMutation,
  LinkAttemptQuery,
  LinkOutcomeQuery,
  LinkSessionQuery,
  ReconnectMutation,
  SetOutMutation,
} from './generated/operations.ts';

/** What the gateway tells the page, by the names that the page uses. */
export type { ConnectionState, LinkVerdict, Provider } from './generated/operations.ts';

export type Session = LinkSessionQuery['linkSession'];
export type Outcome = LinkOutcomeQuery['linkOutcome'];
export type Reading = NonNullable<Outcome['reading']>;

/** The answer to a login: a renewal can end in all that a new link can, and in one thing more. */
type LoginAnswer = ReconnectMutation['reconnect'];
/** The answer to the attempt of an id; null when none has arrived. */
export type EarlierAnswer = LinkAttemptQuery['linkOutcome']['attempt']['answer'];
/** How a login or a consent ended. */
export type Answer = LoginAnswer | NonNullable<EarlierAnswer>;

/** The way to Dexcom's own page, or why there is none. */
export type SetOutAnswer = SetOutMutation['linkOAuthProvider'];
export type Way = Extract<SetOutAnswer, { readonly __typename: 'LinkOAuthProviderSuccess' }>;

export type Failure =
  | Exclude<Answer, { readonly __typename: 'LinkSuccess' }>
  | Exclude<SetOutAnswer, Way>;
export type FailureName = Failure['__typename'];

/** What a link connected. */
export type Linked = NonNullable<Outcome['connection']>;

export type CheckAnswer = CheckLinkMutation['checkLink'];
