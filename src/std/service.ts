/**
 * X2: every long-lived thing is a Service. `start` and `stop` may be called again without effect;
 * `stop` waits until work in hand has ended.
 */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}
