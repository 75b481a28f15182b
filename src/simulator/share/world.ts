import type { Account, AccountRecord, Accounts, CallKind, Region, Style } from '#simulator/people';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Random } from '#std/random';
import type { Faults } from './fault.ts';
import type { Sessions } from './sessions.ts';
import type { WireLog } from './wire-log.ts';

/** All that the simulated Dexcom knows. Made once; both addresses and the orders work on it. */
export interface World {
  readonly clock: Clock;
  readonly log: Log;
  /** For what must differ from run to run: session ids, trace ids. */
  readonly random: Random;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly faults: Faults;
  readonly wireLog: WireLog;
  readonly limits: Limits;
  readonly tally: Tally;
  style: Style;
}

interface Limits {
  /** Failed logins in a row that lock an account. */
  readonly failedLoginsMax: number;
  readonly lockoutMs: number;
  /** Longest window and most readings of one answer: 1440 and 288 by the clients' convention. */
  readonly windowMinutesMax: number;
  readonly readingsMax: number;
  readonly requestsKeptMax: number;
}

/** Counts of the whole simulator. */
interface Tally {
  requests: number;
  readonly byKind: Record<CallKind, number>;
  readonly byRegion: Record<Region, number>;
  readonly byOutcome: Map<string, number>;
  /** Requests that no account could be told for: unknown names, unknown sessions. */
  strangers: number;
  connections: number;
  openConnections: number;
}

/** The style in which an account is answered. */
export function styleFor(world: World, account: AccountRecord | null): Style {
  return account ? { ...world.style, ...account.settings.style } : world.style;
}

/** An account, or where to find one. */
export type AccountRef = Account | { readonly region: Region; readonly username: string };

export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
  readonly failure = 'unknown-account';
}

export function getRecord(world: World, { region, username }: AccountRef): AccountRecord {
  const record = world.accounts.find(region, username);
  if (!record) throw new UnknownAccountError(`no such account in region ${region}`);
  return record;
}
