import type { RetryMs } from './pauses.ts';

/** How long a socket waits for what, and when it gives up. */
export interface SocketLimits {
  /** A ping follows so long after the last pong. */
  readonly pingMs: number;
  /** How long its pong may take. */
  readonly pongMs: number;
  /** The same for a page that is looked at again, whose socket may be long dead. */
  readonly wakeUpPongMs: number;
  /** How long it may take until a socket is let in. */
  readonly connectMs: number;
  /** Waits between tries double from the first up to the last. */
  readonly retryMs: RetryMs;
  /** Fresh tokens that are refused in a row before it is final. */
  readonly refusalsMax: number;
  /** How long a socket without subscriptions is kept. */
  readonly idleMs: number;
}

export const socketLimits: SocketLimits = {
  pingMs: 12_000,
  pongMs: 8_000,
  wakeUpPongMs: 4_000,
  connectMs: 12_000,
  retryMs: { first: 500, last: 30_000 },
  refusalsMax: 3,
  idleMs: 3_000,
};
