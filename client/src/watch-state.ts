import type { GatewayError } from './gateway-error.ts';

/**
 * How far what a watch has brought can be trusted to be all there is.
 *
 * - `connecting`: it has not been let in yet.
 * - `live`: events come as they happen.
 * - `behind`: there may be events that it has not brought yet: the way to the gateway was lost, or
 *   it is still bringing what was missed. It goes on by itself.
 * - `ended`: nothing more will come.
 */
export type WatchState =
  | { readonly name: 'connecting'; readonly problem: unknown }
  | { readonly name: 'live' }
  | { readonly name: 'behind'; readonly problem: unknown }
  | ({ readonly name: 'ended' } & WatchEnd);

export type WatchStateName = WatchState['name'];

export interface WatchEnd {
  readonly reason: WatchEndReason;
  /** Null where the application stopped it. */
  readonly error: GatewayError | null;
}

/**
 * - `stopped`: by the application.
 * - `unauthenticated`: fresh tokens were refused one after another.
 * - `forbidden`: the token does not have this right.
 * - `not-found`: there is no such user, or none that this token may see.
 * - `cursor-lost`: the log no longer goes back so far: read anew, and watch without `after`.
 * - `refused`: the gateway does not take the subscription as it is.
 */
export type WatchEndReason =
  | 'stopped'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'cursor-lost'
  | 'refused';

/** What happens to a watch. */
export type WatchHappening = 'let in' | 'resumed' | 'caught up' | 'lost' | 'ended';

type Row = Readonly<Record<WatchHappening, WatchStateName>>;

/** The complete table: every state meets every happening. */
export const nextWatchState: Readonly<Record<WatchStateName, Row>> = {
  connecting: {
    'let in': 'live',
    resumed: 'behind',
    'caught up': 'connecting',
    lost: 'connecting',
    ended: 'ended',
  },
  live: {
    'let in': 'live',
    resumed: 'behind',
    'caught up': 'live',
    lost: 'behind',
    ended: 'ended',
  },
  behind: {
    'let in': 'live',
    resumed: 'behind',
    'caught up': 'live',
    lost: 'behind',
    ended: 'ended',
  },
  ended: {
    'let in': 'ended',
    resumed: 'ended',
    'caught up': 'ended',
    lost: 'ended',
    ended: 'ended',
  },
};
