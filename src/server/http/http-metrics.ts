import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Metrics of HTTP. Their labels name paths and statuses, never people or credentials. */
export interface HttpMetrics {
  observe(path: string, status: number, durationMs: number): void;
}

export interface HttpMetricsOptions {
  readonly metrics: Registry;
  readonly streamCount: () => number;
}

export function createHttpMetrics({ metrics, streamCount }: HttpMetricsOptions): HttpMetrics {
  const registers = [metrics];
  const requests = new Counter({
    name: 'gateway_http_requests_total',
    help: 'Requests answered.',
    labelNames: ['path', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer; streams are not counted.',
    labelNames: ['path'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  new Gauge({
    name: 'gateway_http_streams',
    help: 'Streams of server-sent events that are open.',
    registers,
    collect() {
      this.set(streamCount());
    },
  });
  // Those that somebody may wait for are there before the first of them.
  for (const status of [200, 400, 401, 403, 429, 500, 503]) {
    requests.inc({ path: '/graphql', status }, 0);
  }
  return {
    observe(path, status, durationMs) {
      requests.inc({ path, status });
      durations.observe({ path }, durationMs / 1000);
    },
  };
}
