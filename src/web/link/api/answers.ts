import type {
  CheckLinkMutation,
  LinkAttemptQuery,
  LinkOutcomeQuery,
  LinkSessionQuery,
  ReconnectMutation,
} from './generated/operations.ts';

/** What the gateway tells the page, by the names that the page uses. */
export type { ConnectionAction, ConnectionState, LinkVerdict } from './generated/operations.ts';

export type Session = LinkSessionQuery['linkSession'];
export type Outcome = LinkOutcomeQuery['linkOutcome'];
export type Reading = NonNullable<Outcome['reading']>;

/** The answer to a login: a renewal can end in all that a new link can, and in one thing more. */
export type Answer = ReconnectMutation['reconnect'];
export type Failure = Exclude<Answer, { readonly __typename: 'LinkSuccess' }>;
export type FailureName = Failure['__typename'];

/** The answer to the attempt of an id; null when none has arrived. */
export type EarlierAnswer = LinkAttemptQuery['linkOutcome']['attempt']['answer'];

export type CheckAnswer = CheckLinkMutation['checkLink'];
