import type { NewcomerLimits } from './newcomers.ts';

/** How much sockets may cost; those of a caller, of one socket and of all. */
export interface WebSocketLimits extends NewcomerLimits {
  readonly socketsMax: number;
  /**
   * Sockets beyond `socketsMax` that are accepted only to be closed with a code; others get a 503.
   */
  readonly rejectedSocketsMax: number;
  readonly socketsPerCallerMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Queries and mutations that run, or whose answer is not sent yet. */
  readonly operationsPerSocketMax: number;
  /** The largest message of a client. */
  readonly messageBytesMax: number;
  /** The frames of one message, and the pieces in which one frame may come. */
  readonly messageFragmentsMax: number;
  readonly frameChunksMax: number;
  /** Messages of a client between two pings. */
  readonly messagesPerPingMax: number;
  readonly initMs: number;
  readonly pingMs: number;
  /** The deadline of a query or mutation. */
  readonly deadlineMs: number;
  /** Queries and mutations of one caller. */
  readonly requestsPerMinutePerCaller: number;
  /** How long the client may take to answer our close. */
  readonly closeMs: number;
}

export const webSocketLimits: WebSocketLimits = {
  socketsMax: 20_000,
  rejectedSocketsMax: 1_000,
  socketsPerCallerMax: 12_000,
  newcomersPerNetworkMax: 1_000,
  newcomersMax: 5_000,
  subscriptionsPerSocketMax: 100,
  operationsPerSocketMax: 50,
  messageBytesMax: 100_000,
  messageFragmentsMax: 64,
  frameChunksMax: 512,
  messagesPerPingMax: 1_000,
  initMs: 10_000,
  pingMs: 15_000,
  deadlineMs: 30_000,
  requestsPerMinutePerCaller: 6_000,
  closeMs: 10_000,
};
