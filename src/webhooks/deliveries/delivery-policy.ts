/** The named limits of delivering (X1). Each has a default; tests and operators may change them. */
export interface DeliveryPolicy {
  /** From the beginning of an attempt to the status of its answer. */
  readonly statusTimeoutMs: number;
  /** For resolving, connecting and the TLS handshake together; less than the status may take. */
  readonly connectTimeoutMs: number;
  /** How long a claim holds when its node dies; longer than an attempt and its settling take. */
  readonly leaseMs: number;
  /** Attempts that one node has in flight or still to settle. */
  readonly inFlightMax: number;
  /** Deliveries of one endpoint in flight, over all nodes. */
  readonly concurrencyMax: number;
  readonly claimMax: number;
  readonly endpointsPerClaimMax: number;
  readonly settleMax: number;
  readonly eventsPerStagingMax: number;
  /** How often deliveries are looked for that nobody told of. */
  readonly sweepMs: number;
  /** How often the log is looked at when nobody told of new events. */
  readonly stagePollMs: number;
  /** How long events and ends of attempts may gather, while some come. */
  readonly gatherMs: number;
  readonly replayPollMs: number;
  readonly prunePollMs: number;
  /** A replay waits while its endpoint has this many deliveries due. */
  readonly replayBacklogMax: number;
  /** Rows that a step of a replay, of the pruner or of a cancellation touches. */
  readonly rowsPerStepMax: number;
  /** After 429, 502 or 504 without a Retry-After, and the bounds of one that is given. */
  readonly slowdownMs: number;
  readonly slowdownMsMin: number;
  readonly slowdownMsMax: number;
  /** An endpoint that failed for so long without one success is disabled. */
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
