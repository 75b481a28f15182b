import type { ConnectionState } from '#connections';
import type { PollMemory } from '#poller/policy';
import type { ProviderSlug, Region } from '#providers';

/** A poll that this node may make: everything that fetching and deciding need, as claimed. */
export interface ClaimedPoll {
  readonly connectionId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly clientUserId: string;
  readonly provider: ProviderSlug;
  readonly region: Region;
  /** It lately did not answer in time, and is polled in a lane of its own. */
  readonly isSuspect: boolean;
  /** P1: only who holds the latest fence may settle. */
  readonly fence: number;
  /** When it was planned for: the difference to when it is made is our lateness. */
  readonly plannedAt: Date;
  readonly reason: string;
  /** P4: the read permit is for this moment, and good for `readSlackMs` after it. */
  readonly readAt: Date;
  readonly accountKey: Buffer;
  /** What the provider wants kept, sealed: see `connections/sealed-access`. */
  readonly grantSealed: Buffer;
  readonly sessionSealed: Buffer | null;
  readonly sessionOpenedAt: Date | null;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly stateUntil: Date | null;
  readonly refusalCount: number;
  readonly isSharingOn: boolean | null;
  readonly followerCount: number | null;
  readonly sharingAskedAt: Date | null;
  readonly stalledToldAt: Date | null;
  readonly errorToldAt: Date | null;
  readonly connectedAt: Date;
  readonly memory: PollMemory;
  readonly newestTakenAt: Date | null;
  /** Readings that were ever put aside. */
  readonly asideCount: number;
}

/** The least time between reads of one account. */
export const readFloorMs = 15_000;

/**
 * How much later than its permit a read may leave. The permit reserves floor and slack together, so
 * that two reads which both use their slack differently still keep the floor.
 */
export const readSlackMs = 1_000;

/** How long a node may take for a poll, logins included, before another node may make it. */
export const leaseMs = 25_000;
/** The whole of a poll ends before its lease does. */
export const pollDeadlineMs = 20_000;
