import type { ProviderSlug, Region } from '#providers';
import type { ConnectionState } from './states/index.ts';

/** A connection with its plan, as it is told to a team. No secret is selected. */
export interface ConnectionRecord {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  /** When a lockout or a throttle ends. */
  readonly stateUntil: Date | null;
  /** What the provider last said of it; null when not asked or not told. */
  readonly isSharingOn: boolean | null;
  readonly followerCount: number | null;
  readonly connectedAt: Date;
  readonly disconnectedAt: Date | null;
  readonly nextPollAt: Date | null;
  readonly lastPollAt: Date | null;
  readonly lastOutcome: string | null;
  readonly newestTakenAt: Date | null;
  readonly lastReadingAt: Date | null;
  /** Readings that are kept aside, since their times are wrong or doubted. */
  readonly asideCount: number;
  /** What the poll policy's memory says of the pace: its own to read. */
  readonly cadenceMs: unknown;
  readonly delayMs: unknown;
  /** When the sensor last told an error and no reading after it, epoch ms; no number for never. */
  readonly sensorFailedAtMs: unknown;
}
