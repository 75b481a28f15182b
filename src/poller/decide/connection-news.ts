import { type ConnectionState, type PresentState, stateTextFor } from '#connections';
import type { ProviderSlug } from '#providers';
import { offsetTextOf } from '#std/iso-text';

/** A connection at the moment at which a team must hear of it. */
export interface ConnectionFacts {
  readonly connectionId: string;
  readonly userId: string;
  readonly provider: ProviderSlug;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly newestTakenAt: Date | null;
}

/** The `data` of our own events about a connection. */
export function connectionNewsData(facts: ConnectionFacts): object {
  return {
    user_id: facts.userId,
    provider: facts.provider,
    connection_id: facts.connectionId,
    state: facts.state,
    state_since: offsetTextOf(facts.stateSince),
    newest_reading_at: facts.newestTakenAt && offsetTextOf(facts.newestTakenAt),
    message: stateTextFor(facts.state, facts.provider).meaning,
  };
}

/** The hosted service's words for why a person has to act. */
const errorTypes: Readonly<Partial<Record<ConnectionState, string>>> = {
  NEEDS_ATTENTION: 'provider_credential_error',
  SHARING_OFF: 'required_scopes_not_granted',
  NO_FOLLOWER: 'required_scopes_not_granted',
};

/** The hosted service's name of an error that a person has to mend; null where there is none. */
export function connectionErrorTypeOf(state: PresentState): string | null {
  const types: Readonly<Partial<Record<PresentState, string>>> = errorTypes;
  return types[state] ?? null;
}

/** The `data` of `provider.connection.error`: the hosted service's fields, with ours beside. */
export function connectionErrorData(facts: ConnectionFacts): object {
  return {
    ...connectionNewsData(facts),
    error_type: connectionErrorTypeOf(facts.state) ?? 'unknown',
    error_details: stateTextFor(facts.state, facts.provider).whatToDo,
  };
}
