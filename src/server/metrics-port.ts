import { createServer } from 'node:http';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import type { Probes } from './http/index.ts';
import { listen } from './listen.ts';

export interface MetricsPortOptions {
  readonly host: string;
  /** Null where metrics are told beside the API. */
  readonly metricsPort?: number | null;
  readonly probes: Probes;
  readonly log: Log;
}

const connectionsMax = 50;

/** A port for metrics alone, which a network keeps from strangers; null where there is none. */
export function createMetricsPort(options: MetricsPortOptions): Service | null {
  const { host, metricsPort, probes, log } = options;
  if (metricsPort === null || metricsPort === undefined) return null;
  const http = createServer(async (request, response) => {
    try {
      const isAsked = request.url?.replace(/[?#].*$/s, '') === '/metrics';
      const answer = isAsked ? await probes.answerMetrics(request) : notFound;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    } catch (error) {
      log.error('metrics.failed', { error });
      response.destroy();
    }
  });
  http.maxConnections = connectionsMax;
  return {
    async start() {
      if (!http.listening) await listen(http, host, metricsPort);
    },
    async stop() {
      if (!http.listening) return;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
}

const notFound = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Nothing is here but /metrics.\n',
};
