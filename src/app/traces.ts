import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { TracingConfig } from '#config';
import type { PollReport } from '#poller';
import type { RequestReport } from '#server';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import type { Service } from '#std/service';
import type { AttemptReport } from '#webhooks';
import { createTraceSink } from './trace-sink.ts';

/**
 * Traces for OpenTelemetry: a span for each request, poll and webhook attempt. A span is made at the
 * end, from the report of what was done, so no other part has to pass a span along. Attributes hold
 * ids (of connections, endpoints, requests), outcomes and times; never a person, an account, a
 * glucose value, a variable or a document.
 */
export interface Traces extends Service {
  onRequest(report: RequestReport): void;
  onPoll(report: PollReport): void;
  onAttempt(report: AttemptReport): void;
}

export interface TracesOptions {
  readonly tracing: TracingConfig;
  /** The system clock: spans are in real time. */
  readonly clock: Clock;
  readonly log: Log;
}

/** Loads the OpenTelemetry libraries, which a gateway without tracing never loads. */
export async function createTraces({ tracing, clock, log }: TracesOptions): Promise<Traces> {
  const sink = await createTraceSink(tracing, clock, log);
  const recorder = createRecorder(sink.tracer, clock);
  return {
    start: async () => {},
    stop: () => sink.stop(),
    onRequest: (report) => recordRequest(recorder, report, sink.contextOf(report.traceHeaders)),
    onPoll: (report) => recordPoll(recorder, report),
    onAttempt: (report) => recordAttempt(recorder, report),
  };
}

interface Recorded {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** How long ago it began. */
  readonly beganMs: number;
  readonly endedMs?: number;
  /** The name of the failure; null for a success. */
  readonly failure: string | null;
  readonly parent?: Context;
}

type Recorder = (recorded: Recorded) => Span;

function createRecorder(tracer: Tracer, clock: Clock): Recorder {
  return ({ name, kind, attributes, beganMs, endedMs = 0, failure, parent = ROOT_CONTEXT }) => {
    const nowMs = dateOf(clock).getTime();
    const startTime = new Date(nowMs - beganMs);
    const span = tracer.startSpan(name, { kind, attributes, startTime }, parent);
    if (failure !== null) {
      span.setAttribute('error.type', failure);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(new Date(nowMs - endedMs));
    return span;
  };
}

function recordRequest(record: Recorder, report: RequestReport, parent: Context): void {
  const { method, path, status, requestId, durationMs, operation } = report;
  const name = operation ? `${operation.type} ${operation.name ?? ''}`.trim() : `${method} ${path}`;
  record({
    name,
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': method,
      'http.route': path,
      'http.response.status_code': status,
      'gateway.request.id': requestId,
      ...(operation ? { 'graphql.operation.type': operation.type } : {}),
      ...(operation?.name ? { 'graphql.operation.name': operation.name } : {}),
    },
    beganMs: durationMs,
    failure: status >= 500 ? `${status}` : null,
    parent,
  });
}

/** Outcomes that are marked as errors. */
const failedOutcomes: ReadonlySet<string> = new Set(['unavailable', 'refused', 'gateway-fault']);

function recordPoll(record: Recorder, report: PollReport): void {
  const { connectionId, region, outcome, settled, latenessMs, durationMs, totalMs } = report;
  const span = record({
    name: 'poll',
    kind: SpanKind.INTERNAL,
    attributes: {
      'gateway.connection.id': connectionId,
      'gateway.region': region,
      'gateway.poll.outcome': outcome.kind,
      'gateway.poll.lateness_ms': Math.round(latenessMs),
      'gateway.samples.created': settled?.createdCount ?? 0,
      'gateway.samples.updated': settled?.updatedCount ?? 0,
    },
    beganMs: totalMs,
    failure: failedOutcomes.has(outcome.kind) ? outcome.kind : null,
  });
  const parent = trace.setSpan(ROOT_CONTEXT, span);
  const settlingMs = totalMs - durationMs;
  record({
    name: 'poll ask',
    kind: SpanKind.CLIENT,
    attributes: { 'gateway.region': region },
    beganMs: totalMs,
    endedMs: settlingMs,
    failure: failedOutcomes.has(outcome.kind) ? outcome.kind : null,
    parent,
  });
  record({
    name: 'poll settle',
    kind: SpanKind.INTERNAL,
    attributes: {},
    beganMs: settlingMs,
    failure: settled === null ? 'unsettled' : null,
    parent,
  });
}

function recordAttempt(record: Recorder, report: AttemptReport): void {
  const { endpointId, eventType, number, attempt, lagMs } = report;
  record({
    name: 'webhook attempt',
    kind: SpanKind.CLIENT,
    attributes: {
      'gateway.endpoint.id': endpointId,
      'gateway.event.type': eventType,
      'gateway.attempt.number': number,
      'gateway.attempt.lag_ms': Math.round(lagMs),
      ...(attempt.status === null ? {} : { 'http.response.status_code': attempt.status }),
    },
    beganMs: attempt.durationMs,
    failure: attempt.failure,
  });
}
