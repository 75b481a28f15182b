import type { ProviderSlug } from '#providers';

/** A device as it is kept; empty texts were not told. */
export interface Device {
  readonly userId: string;
  readonly id: string;
  readonly provider: ProviderSlug;
  /** Names the transmitter for the deployment's app alone. */
  readonly transmitterId: string;
  /** In the provider's words, such as `g7`. */
  readonly transmitterGeneration: string;
  /** Such as `iOS`, `android` or `receiver`. */
  readonly displayDevice: string;
  readonly displayApp: string;
  /** Null when not told. */
  readonly lastUploadAt: Date | null;
  readonly firstSeenAt: Date;
  /** 1 at first, one more with each upload that was told. */
  readonly revision: number;
}
