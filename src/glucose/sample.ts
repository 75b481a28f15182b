import type { ProviderSlug } from '#providers';
import type { Origin, Trend } from './readings/index.ts';

/**
 * A reading as we keep it: once, whoever told it (R1). Its key is (user, instant to the second, sensor
 * family): of all instants under which devices and answers told it, the first that was stored.
 */
export interface Sample {
  readonly userId: string;
  /** To the second, cut and not rounded. */
  readonly takenAt: Date;
  /** 39 to 401 mg/dL: the truth from which mmol/L is derived. 39 stands for LOW, 401 for HIGH. */
  readonly valueMgDl: number;
  readonly trend: Trend;
  /** The wearer's distance from UTC when the reading was shown; null when not known. */
  readonly utcOffsetMinutes: number | null;
  /** When this deployment first had it. */
  readonly receivedAt: Date;
  /** It came after a newer reading was already here. */
  readonly isLate: boolean;
  /** 1 at first; one more with each change of value or trend. */
  readonly revision: number;
  readonly provider: ProviderSlug;
  /** Whose value it is. */
  readonly origin: Origin;
}
