/**
 * X2: every long-lived part is a Service. A second `start` or `stop` has no effect, and `stop`
 * resolves when running work has ended.
 */
export interface Service {
  start(): Promise<void>;
  stop(): Promise<void>;
}
