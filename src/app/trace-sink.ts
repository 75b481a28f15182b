import { type Context, defaultTextMapGetter, ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '#config';
import type { RequestReport } from '#server';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';

/** Gathers spans and sends them to a collector by OTLP over HTTP. */
export interface TraceSink {
  readonly tracer: Tracer;
  /** The trace context of a client's W3C headers; the root context without them. */
  contextOf(headers: RequestReport['traceHeaders']): Context;
  stop(): Promise<void>;
}

/** Further spans are dropped: an unavailable collector must not cost memory. */
const queueMax = 4_096;
const batchMax = 512;
const sendEveryMs = 2_000;
const sendMsMax = 5_000;
const stopMsMax = 3_000;
const failureLogEveryMs = 60_000;

export async function createTraceSink(
  { endpoint, headers, serviceName, share }: TracingConfig,
  clock: Clock,
  log: Log,
): Promise<TraceSink> {
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const sdk = await import('@opentelemetry/sdk-trace-base');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: sendMsMax });
  const processor = new sdk.BatchSpanProcessor(withFailureLog(exporter, clock, log), {
    maxQueueSize: queueMax,
    maxExportBatchSize: batchMax,
    scheduledDelayMillis: sendEveryMs,
    exportTimeoutMillis: sendMsMax,
  });
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [processor],
  });
  const propagator = new W3CTraceContextPropagator();
  return {
    tracer: provider.getTracer('glucose-gateway'),
    contextOf: (headers) => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
    async stop() {
      const over = new AbortController();
      const ended = provider.shutdown().catch(() => {});
      await Promise.race([ended, clock.sleep(stopMsMax, over.signal)]);
      over.abort();
    },
  };
}

/** Logs at most once a minute that spans could not be sent; the gateway goes on without them. */
function withFailureLog(exporter: SpanExporter, clock: Clock, log: Log): SpanExporter {
  let quietUntilMs = Number.NEGATIVE_INFINITY;
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        const nowMs = clock.monotonicMs();
        if (result.error && nowMs >= quietUntilMs) {
          quietUntilMs = nowMs + failureLogEveryMs;
          log.warn('traces.unsent', { span_count: spans.length, error: result.error });
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
