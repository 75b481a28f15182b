import type { Gap } from './gap.ts';
import type { Ledger } from './ledger.ts';
import type { ReadingSource, Revision } from './reading.ts';
import type { Region } from './region.ts';
import type { Style } from './style.ts';
import type { Trend } from './trend.ts';

/**
 * An account of the simulated Dexcom. 100,000 of them must fit into one process: they share one
 * frozen Settings object, which is copied when an order changes it, and what most of them never need
 * (orders, ledger, source) is made on first use.
 */
export interface Account {
  readonly region: Region;
  /** Stable: given, or derived from the simulator's seed, the region and the user name. */
  readonly accountId: string;
  readonly username: string;
  readonly email: string | null;
  /** With its `+`. */
  readonly phone: string | null;
  readonly password: string;
  readonly settings: Settings;
}

export interface AccountRecord extends Account {
  region: Region;
  accountId: string;
  password: string;
  settings: Settings;
  readonly seed: number;
  readonly createSource: (record: AccountRecord) => ReadingSource;
  source: ReadingSource | null;
  orders: ReadingOrders | null;
  ledger: Ledger | null;
  failedLogins: number;
  lockedUntilMs: number;
}

/** What an order may change while the simulator runs. */
export interface Settings {
  /** Off: logins go on, reads give `[]`, as without followers. */
  readonly isSharing: boolean;
  readonly followers: readonly Follower[];
  /** Such an account still gets a session from LoginPublisherAccountByName. */
  readonly isLegacy: boolean;
  /**
   * How requests about sharing and followers are answered; the present answers are not recorded.
   */
  readonly sharingAnswers: SharingAnswers;
  readonly visibility: Visibility;
  readonly flaws: Flaws;
  /** The offset that DT carries, until an order changes it from some instant on. */
  readonly utcOffsetMinutes: number;
  /** The phone's clock is ahead by this much: WT, ST and DT all move. */
  readonly phoneClockErrorMs: number;
  /** The sensor's clock is ahead of the phone's by this much: ST alone moves. */
  readonly systemTimeErrorMs: number;
  /** DT carries local time written as if it were UTC, with `+0000`, as seen in 2020. */
  readonly isDisplayTimeLocal: boolean;
  readonly thinning: Thinning | null;
  /** Null: the wearer's phone alone uploads. */
  readonly secondDevice: SecondDevice | null;
  /** Deviations from the simulator's style, for this account's answers. */
  readonly style: Partial<Style>;
}

export type SharingAnswers = 'plain' | 'not-found' | 'error';

export interface Follower {
  readonly contactId: string;
  readonly subscriptionId: string | null;
  readonly name: string;
  readonly email: string;
  readonly invitedAtMs: number;
  /** Null until the invitation is accepted; Dexcom shares all the same. */
  readonly subscriberId: string | null;
}

/** How long after a reading the cloud shows it; each part is drawn once per reading. */
export interface Visibility {
  /** The account's own usual delay is drawn from this range. */
  readonly typicalMs: readonly [number, number];
  /** On top: log-normal with this median and sigma. */
  readonly jitterMedianMs: number;
  readonly jitterSigma: number;
  /** This share of the readings is later still, by something from `slowMs`. */
  readonly slowShare: number;
  readonly slowMs: readonly [number, number];
}

/** What goes wrong without an order; shares are of the readings, decided by the account's seed. */
export interface Flaws {
  readonly missingShare: number;
  readonly twiceShare: number;
  /** First shown with another value, corrected 5 to 20 minutes later. */
  readonly revisedShare: number;
  /** Shown with a receiver's special code in place of a value. */
  readonly specialCodeShare: number;
  readonly gapsPerDay: number;
  readonly gapMs: readonly [number, number];
  /** The share of gaps whose readings arrive when they end. */
  readonly backfilledShare: number;
}

/**
 * A sensor that reads every few seconds would push the day before out of an answer of 288
 * readings: of those older than `afterMs` only every `every`th is shown.
 */
export interface Thinning {
  readonly afterMs: number;
  readonly every: number;
}

/** A watch, or another phone, that uploads the readings too: the cloud shows what both told. */
export interface SecondDevice {
  /** By how much later it dates a reading than the phone; drawn once per reading. */
  readonly apartMs: readonly [number, number];
  /** The cloud shows what it told so much later than what the phone told. */
  readonly delayMs: number;
  /** The share of the readings that it uploads, decided by the account's seed. */
  readonly share: number;
  /** The hours of the day, UTC, during which it is worn; 0 to 24 for all. */
  readonly hours: readonly [number, number];
}

export interface ReadingOrders {
  gaps: Gap[];
  readonly injected: InjectedReading[];
  /** By the instant of the reading. */
  readonly revisions: Map<number, Revision[]>;
  clockErrors: ClockError[];
  readonly utcOffsets: { readonly fromMs: number; readonly utcOffsetMinutes: number }[];
  readonly sensorStartsAtMs: number[];
}

export interface InjectedReading {
  readonly atMs: number;
  readonly valueMgDl: number;
  readonly trend: Trend;
  readonly visibleAtMs: number;
}

/** The phone's clock is ahead by `errorMs` for readings from `fromMs` to before `toMs`. */
interface ClockError {
  readonly fromMs: number;
  readonly toMs: number;
  readonly errorMs: number;
  /** The sensor keeps its own time, and ST is right. */
  readonly isSystemTimeRight?: boolean;
}

/** The delays of real wearers: 10 to 25 s, with a tail, and sometimes minutes. */
export const typicalVisibility: Visibility = {
  typicalMs: [10_000, 21_000],
  jitterMedianMs: 4_000,
  jitterSigma: 0.8,
  slowShare: 0.03,
  slowMs: [60_000, 300_000],
};

/** Every reading is shown exactly this long after it was taken. */
export function fixedVisibility(delayMs: number): Visibility {
  return {
    typicalMs: [delayMs, delayMs],
    jitterMedianMs: 0,
    jitterSigma: 0,
    slowShare: 0,
    slowMs: [0, 0],
  };
}

/** A watch that uploads each reading, and dates it ten seconds later than the phone does. */
export const watch: SecondDevice = {
  apartMs: [10_000, 10_000],
  delayMs: 0,
  share: 1,
  hours: [0, 24],
};

export const noFlaws: Flaws = {
  missingShare: 0,
  twiceShare: 0,
  revisedShare: 0,
  specialCodeShare: 0,
  gapsPerDay: 0,
  gapMs: [20 * 60_000, 180 * 60_000],
  backfilledShare: 0.8,
};

/** The flaws of an ordinary week. */
export const everydayFlaws: Flaws = {
  ...noFlaws,
  missingShare: 0.01,
  twiceShare: 0.002,
  revisedShare: 0.004,
  specialCodeShare: 0.001,
  gapsPerDay: 0.5,
};

export function ordersOf(record: AccountRecord): ReadingOrders {
  record.orders ??= {
    gaps: [],
    injected: [],
    revisions: new Map(),
    clockErrors: [],
    utcOffsets: [],
    sensorStartsAtMs: [],
  };
  return record.orders;
}
