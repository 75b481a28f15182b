/** The named limits of delivering (X1). Each has a default; tests and operators may change them. */
export interface DeliveryPolicy {
  /** From the start of an attempt to the status of its response. */
  readonly statusTimeoutMs: number;
  /** For DNS, connecting and the TLS handshake together; less than `statusTimeoutMs`. */
  readonly connectTimeoutMs: number;
  /** How long a claim lasts if its node dies; longer than an attempt and writing its outcome. */
  readonly leaseMs: number;
  /** Attempts of one node that are in flight or not yet written. */
  readonly inFlightMax: number;
  /** Deliveries of one endpoint in flight on all nodes together. */
  readonly concurrencyMax: number;
  readonly claimMax: number;
  readonly endpointsPerClaimMax: number;
  readonly settleMax: number;
  readonly eventsPerStagingMax: number;
  /** How often the database is searched for due deliveries that this node does not know of. */
  readonly sweepMs: number;
  /** How often the log is read without a notification of new events. */
  readonly stagePollMs: number;
  /** How long a batch of events or outcomes may gather. */
  readonly gatherMs: number;
  readonly replayPollMs: number;
  readonly prunePollMs: number;
  /** A replay waits while its endpoint has this many deliveries due. */
  readonly replayBacklogMax: number;
  /** Rows that one step of a replay, of the pruner or of a cancellation may change. */
  readonly rowsPerStepMax: number;
  /** The pause after 429, 502 or 504 without a Retry-After, and the bounds of a Retry-After. */
  readonly slowdownMs: number;
  readonly slowdownMsMin: number;
  readonly slowdownMsMax: number;
  /** An endpoint that fails for this long without a success is disabled. */
  readonly failingMsMax: number;
  /** How long a replaced secret still signs. */
  readonly secretGraceMs: number;
  readonly endpointsPerTeamMax: number;
  readonly openReplaysPerEndpointMax: number;
}

export const defaultDeliveryPolicy: DeliveryPolicy = {
  statusTimeoutMs: 15_000,
  connectTimeoutMs: 10_000,
  leaseMs: 30_000,
  inFlightMax: 1_000,
  concurrencyMax: 100,
  claimMax: 250,
  endpointsPerClaimMax: 100,
  settleMax: 250,
  eventsPerStagingMax: 500,
  sweepMs: 1_000,
  stagePollMs: 500,
  gatherMs: 20,
  replayPollMs: 1_000,
  prunePollMs: 60_000,
  replayBacklogMax: 1_000,
  rowsPerStepMax: 1_000,
  slowdownMs: 5_000,
  slowdownMsMin: 1_000,
  slowdownMsMax: 60_000,
  failingMsMax: 5 * 24 * 3_600_000,
  secretGraceMs: 24 * 3_600_000,
  endpointsPerTeamMax: 50,
  openReplaysPerEndpointMax: 3,
};
