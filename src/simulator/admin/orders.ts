import type { OAuthWorld } from '#simulator/oauth';
import type { Gap, ReadingTruth, Region, Style, Trend } from '#simulator/people';
import {
  type Account,
  type AccountOptions,
  type AccountPlace,
  type AccountRecord,
  type AccountRequests,
  busiestWindow,
  type CampaignOptions,
  changeSettings,
  injectReading,
  ordersOf,
  type SettingsOptions,
  spacingOrNull,
  summarize,
  truths,
} from '#simulator/people';
import type { Effect, Exchange, FaultRule, FaultState, SessionEnd } from '#simulator/share';
import { type AccountRef, getRecord, injectedReadingsMax, type World } from '#simulator/share';
import { assert } from '#std/assert';
import { createOAuthOrders, type OAuthOrders } from './oauth-orders.ts';

/**
 * The orders that a test, a demo or the admin address can give. They act at once and last until the
 * process ends.
 */
export interface Orders extends OAuthOrders {
  addAccount(options: AccountOptions): Account;
  addAccounts(count: number, options?: CampaignOptions): readonly Account[];
  findAccount(ref: AccountRef): Account | null;
  listAccounts(): Iterable<Account>;
  /** Changes sharing, followers, delays, flaws or offsets; absent settings stay as they are. */
  changeAccount(ref: AccountRef, changes: SettingsOptions & { readonly password?: string }): void;
  /** To another region or under another id; its names stay, and its sessions end. */
  moveAccount(ref: AccountRef, to: Partial<AccountPlace>): Account;
  killSessions(ref: AccountRef, how?: SessionEnd): number;
  /** Locks an account as after too many failed logins; absent: for the usual time. */
  lockOut(ref: AccountRef, forMs?: number): void;
  unlock(ref: AccountRef): void;
  addFault(fault: FaultOrder): string;
  removeFault(faultId: string): boolean;
  clearFaults(): void;
  listFaults(): readonly FaultState[];
  /** Readings of this time arrive later or never; `backfillAtMs` null for never. */
  addGap(ref: AccountRef, gap: Gap): void;
  /** Adds a reading that the sensor did not take; absent: taken now and shown at once. */
  addReading(ref: AccountRef, reading: ReadingOrder): void;
  /** Another value for the reading taken at `atMs`, from `visibleAtMs` (now) on. */
  reviseReading(ref: AccountRef, revision: RevisionOrder): void;
  /** The phone's clock is wrong for readings of this time. */
  addClockError(ref: AccountRef, error: ClockErrorOrder): void;
  /** Gaps and clock errors that last end now; what a gap holds back arrives now, if ever. */
  endTroubles(ref: AccountRef): void;
  /** Daylight saving or travel: the offset of DT from `fromMs` (now) on. */
  setUtcOffset(ref: AccountRef, utcOffsetMinutes: number, fromMs?: number): void;
  /** A new sensor from `atMs` (now) on: silence while it warms up, then a new phase. */
  startSensor(ref: AccountRef, atMs?: number): void;
  setStyle(style: Partial<Style>): void;
  requestsOf(ref: AccountRef): AccountRequests;
  totals(): Totals;
  /** The closest that any account came to the limits that a careful client keeps. */
  pace(windowMs?: number): Pace;
  wireLog(): readonly Exchange[];
  clearWireLog(): void;
  /**
   * All that the cloud has shown, shows and will show of the readings after `afterMs`, oldest
   * first.
   */
  readingsOf(ref: AccountRef, untilMs: number, afterMs: number): readonly ReadingTruth[];
}

export interface FaultOrder extends Omit<FaultRule, 'account' | 'effect'> {
  readonly effect: Effect;
  readonly account?: AccountRef;
}

export interface ReadingOrder {
  readonly atMs?: number;
  readonly valueMgDl: number;
  readonly trend?: Trend;
  readonly visibleAtMs?: number;
}

export interface RevisionOrder {
  readonly atMs: number;
  readonly valueMgDl: number;
  readonly trend?: Trend;
  readonly visibleAtMs?: number;
}

export interface ClockErrorOrder {
  readonly fromMs: number;
  readonly toMs: number;
  readonly errorMs: number;
  /** ST is right all the same. */
  readonly isSystemTimeRight?: boolean;
}

export interface Totals {
  readonly accounts: number;
  readonly requests: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byRegion: Readonly<Record<Region, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly strangers: number;
  readonly connections: number;
  readonly openConnections: number;
}

export interface Pace {
  /** The most logins, and requests with a password, of one account in any `windowMs`. */
  readonly mostLogins: number;
  readonly mostPasswordRequests: number;
  /** The shortest time between two reads of one account; null when none was read twice. */
  readonly shortestReadSpacingMs: number | null;
  /** The same of reads that were answered, not those with a dead session or a fault. */
  readonly shortestServedReadSpacingMs: number | null;
}

const tenMinutesMs = 600_000;
/** The readings of an account that may be asked for at once: two years of them. */
const truthsMax = 210_000;

export function createOrders(world: World, oauth: OAuthWorld): Orders {
  return {
    ...createOAuthOrders(oauth),
    ...accountOrders(world),
    ...readingOrders(world),
    ...faultOrders(world),
    ...queries(world),
  };
}

function accountOrders(world: World) {
  return {
    addAccount: (options: AccountOptions): Account => world.accounts.add(options),
    addAccounts: (count: number, options: CampaignOptions = {}): readonly Account[] =>
      world.accounts.addMany(count, options),
    findAccount: ({ region, username }: AccountRef): Account | null =>
      world.accounts.find(region, username),
    listAccounts: (): Iterable<Account> => world.accounts.list(),
    changeAccount(ref: AccountRef, changes: SettingsOptions & { readonly password?: string }) {
      const record = getRecord(world, ref);
      record.settings = changeSettings(record.settings, changes, record.accountId);
      record.password = changes.password ?? record.password;
    },
    moveAccount(ref: AccountRef, to: Partial<AccountPlace>): Account {
      const record = getRecord(world, ref);
      const { region = record.region, accountId = record.accountId } = to;
      world.accounts.move(record, { region, accountId: accountId.toLowerCase() });
      world.sessions.end(record, 'vanish');
      return record;
    },
    killSessions: (ref: AccountRef, how: SessionEnd = 'vanish'): number =>
      world.sessions.end(getRecord(world, ref), how),
    lockOut(ref: AccountRef, forMs: number = world.limits.lockoutMs) {
      getRecord(world, ref).lockedUntilMs = world.clock.nowMs() + forMs;
    },
    unlock(ref: AccountRef) {
      const record = getRecord(world, ref);
      record.lockedUntilMs = Number.NEGATIVE_INFINITY;
      record.failedLogins = 0;
    },
  };
}

function readingOrders(world: World) {
  const now = () => world.clock.nowMs();
  const orders = (ref: AccountRef) => ordersOf(getRecord(world, ref));
  return {
    addGap(ref: AccountRef, gap: Gap) {
      orders(ref).gaps.push(gap);
    },
    addReading(ref: AccountRef, reading: ReadingOrder) {
      const { atMs = now(), valueMgDl, trend = 'Flat', visibleAtMs = now() } = reading;
      const { injected } = orders(ref);
      assert(injected.length < injectedReadingsMax, 'an account holds few injected readings');
      injectReading(getRecord(world, ref), { atMs, valueMgDl, trend, visibleAtMs });
    },
    reviseReading(ref: AccountRef, revision: RevisionOrder) {
      const { atMs, valueMgDl, trend = 'Flat', visibleAtMs = now() } = revision;
      const { revisions } = orders(ref);
      revisions.set(atMs, [...(revisions.get(atMs) ?? []), { visibleAtMs, valueMgDl, trend }]);
    },
    addClockError(ref: AccountRef, error: ClockErrorOrder) {
      orders(ref).clockErrors.push(error);
    },
    endTroubles(ref: AccountRef) {
      const known = orders(ref);
      const endMs = now();
      known.gaps = known.gaps.map(({ fromMs, toMs, backfillAtMs }) => ({
        fromMs,
        toMs: Math.min(toMs, endMs),
        backfillAtMs: backfillAtMs === null ? null : Math.min(backfillAtMs, endMs),
      }));
      known.clockErrors = known.clockErrors.map((error) => ({
        ...error,
        toMs: Math.min(error.toMs, endMs),
      }));
    },
    setUtcOffset(ref: AccountRef, utcOffsetMinutes: number, fromMs: number = now()) {
      const { utcOffsets } = orders(ref);
      utcOffsets.push({ fromMs, utcOffsetMinutes });
      utcOffsets.sort((one, other) => one.fromMs - other.fromMs);
    },
    startSensor(ref: AccountRef, atMs: number = now()) {
      const record = getRecord(world, ref);
      const { sensorStartsAtMs } = ordersOf(record);
      sensorStartsAtMs.push(atMs);
      sensorStartsAtMs.sort((one, other) => one - other);
      record.source = null;
    },
  };
}

function faultOrders(world: World) {
  return {
    addFault({ account, ...rule }: FaultOrder): string {
      return world.faults.add(account ? { ...rule, account: getRecord(world, account) } : rule);
    },
    removeFault: (faultId: string): boolean => world.faults.remove(faultId),
    clearFaults: () => world.faults.clear(),
    listFaults: (): readonly FaultState[] => world.faults.list(),
    setStyle(style: Partial<Style>) {
      world.style = { ...world.style, ...style };
    },
  };
}

function queries(world: World) {
  return {
    requestsOf: (ref: AccountRef): AccountRequests => summarize(getRecord(world, ref).ledger),
    totals(): Totals {
      const { byOutcome, byKind, byRegion, ...counts } = world.tally;
      return {
        accounts: world.accounts.count(),
        ...counts,
        byKind: { ...byKind },
        byRegion: { ...byRegion },
        byOutcome: Object.fromEntries(byOutcome),
      };
    },
    pace: (windowMs: number = tenMinutesMs): Pace => paceOf(world.accounts.list(), windowMs),
    wireLog: (): readonly Exchange[] => world.wireLog.list(),
    clearWireLog: () => world.wireLog.clear(),
    readingsOf(ref: AccountRef, untilMs: number, afterMs: number): readonly ReadingTruth[] {
      const readings: ReadingTruth[] = [];
      for (const truth of truths(getRecord(world, ref), untilMs, afterMs)) {
        readings.push(truth);
        if (readings.length > truthsMax) throw new RangeError(`more than ${truthsMax} readings`);
      }
      return readings.reverse();
    },
  };
}

function paceOf(records: Iterable<AccountRecord>, windowMs: number): Pace {
  let mostLogins = 0;
  let mostPasswordRequests = 0;
  let shortestMs = Number.POSITIVE_INFINITY;
  let shortestServedMs = Number.POSITIVE_INFINITY;
  for (const { ledger } of records) {
    if (!ledger) continue;
    mostLogins = Math.max(mostLogins, busiestWindow(ledger.loginAtMs, windowMs));
    mostPasswordRequests = Math.max(
      mostPasswordRequests,
      busiestWindow(ledger.passwordAtMs, windowMs),
    );
    shortestMs = Math.min(shortestMs, ledger.reads.shortestMs);
    shortestServedMs = Math.min(shortestServedMs, ledger.servedReads.shortestMs);
  }
  return {
    mostLogins,
    mostPasswordRequests,
    shortestReadSpacingMs: spacingOrNull(shortestMs),
    shortestServedReadSpacingMs: spacingOrNull(shortestServedMs),
  };
}
