import type { EngineOptions } from './engine/index.ts';
import type { DownloadLimits, SilentLimits } from './http/index.ts';
import type { OperationSlotLimits, UnfinishedLimits, UnsentLimits } from './limits/index.ts';

/** How much callers may cost a node. */
export interface ServerLimits
  extends LimitsOfEngine,
    DownloadLimits,
    OperationSlotLimits,
    SilentLimits,
    UnfinishedLimits,
    UnsentLimits {
  readonly requestsPerMinutePerKey: number;
  /** Of all keys and users of one team. */
  readonly requestsPerMinutePerTeam: number;
  readonly requestsPerMinutePerAddress: number;
  /** Of those who show a pass. */
  readonly requestsPerMinutePerPass: number;
  /** Pages, not counting the files that belong to them. */
  readonly pagesPerMinutePerAddress: number;
  readonly bodyBytesMax: number;
  /** Of one answer that is no stream. */
  readonly answerBytesMax: number;
  readonly deadlineMs: number;
  readonly streamsMax: number;
  readonly streamsPerCallerMax: number;
  readonly connectionsMax: number;
}

type LimitsOfEngine = EngineOptions<never, never>['limits'];

/** Defaults for a node of two cores; the configuration lets operators change some. */
export const serverLimitDefaults: ServerLimits = {
  requestsPerMinutePerKey: 6_000,
  requestsPerMinutePerTeam: 60_000,
  requestsPerMinutePerAddress: 600,
  requestsPerMinutePerPass: 60,
  pagesPerMinutePerAddress: 600,
  bodyBytesMax: 100_000,
  answerBytesMax: 8_000_000,
  deadlineMs: 30_000,
  requestsInFlightMax: 1_000,
  operationsPerCallerMax: 200,
  unfinishedBytesPerNetworkMax: 16_000_000,
  unfinishedBytesMax: 64_000_000,
  unfinishedMsMax: 10_000,
  unsentBytesPerCallerMax: 32_000_000,
  unsentBytesMax: 128_000_000,
  readerPatienceMs: 10_000,
  readerBytesPerSecondMin: 64_000,
  readerGraceMs: 5_000,
  streamsMax: 10_000,
  streamsPerCallerMax: 200,
  connectionsMax: 25_000,
  silentPerNetworkMax: 500,
  silentGraceMs: 3_000,
  downloadsMax: 8,
  downloadsPerOwnerMax: 2,
  downloadMsMax: 600_000,
  depthMax: 12,
  aliasesMax: 30,
  directivesMax: 50,
  tokensMax: 2_000,
  costMax: 250_000,
};
