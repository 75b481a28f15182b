import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import type { Registry } from 'prom-client';
import type { Clock } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import type { HttpResponse } from './http-response.ts';

/** What monitoring asks of a node: is it alive, is it ready for requests, what are its metrics. */
export interface ProbeOptions {
  /** The names of what keeps this node from working; empty when it is ready. */
  readonly findReadinessProblems: () => Promise<readonly string[]>;
  readonly metrics: Registry;
  /** What metrics are told for; null tells them to this machine alone. */
  readonly metricsToken?: string | null;
  /** Where they have a port of their own, they are not told beside the API. */
  readonly metricsPort?: number | null;
}

export interface Probes {
  /** Answers `/healthz`, `/readyz` and `/metrics`; null for any other path. */
  answer(path: string, request: IncomingMessage, isDraining: boolean): Promise<HttpResponse | null>;
  /** Answers on a port for metrics alone. */
  answerMetrics(request: IncomingMessage): Promise<HttpResponse>;
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const retryAfterSeconds = 5;
/** However often readiness is asked for, it is looked for once in this time. */
const verdictMs = 1_000;
/** A node that cannot tell in this time is not ready: its database may give no answer at all. */
const verdictMsMax = 5_000;
const undecided = ['no verdict in time'];

export function createProbes(options: ProbeOptions, clock: Clock): Probes {
  const { metrics, metricsToken = null, metricsPort = null } = options;
  let isLooking = false;
  let verdict = {
    untilMs: Number.NEGATIVE_INFINITY,
    problems: Promise.resolve<readonly string[]>([]),
  };

  async function look(): Promise<readonly string[]> {
    isLooking = true;
    const over = new AbortController();
    const found = options.findReadinessProblems().finally(() => {
      isLooking = false;
    });
    const late = clock.sleep(verdictMsMax, over.signal).then(() => undecided);
    return Promise.race([found, late]).finally(() => over.abort());
  }

  /** What is still looked for is not looked for again, or each probe would take a session. */
  function findProblems(): Promise<readonly string[]> {
    const nowMs = clock.monotonicMs();
    if (nowMs >= verdict.untilMs && !isLooking) {
      verdict = { untilMs: nowMs + verdictMs, problems: look() };
    }
    return verdict.problems;
  }

  async function answerReadiness(isDraining: boolean): Promise<HttpResponse> {
    const problems = isDraining ? ['draining'] : await findProblems();
    if (problems.length === 0) return { status: 200, headers: plain, body: 'ready\n' };
    const headers = { ...plain, 'retry-after': String(retryAfterSeconds) };
    return { status: 503, headers, body: `not ready: ${problems.join(', ')}\n` };
  }

  async function answerMetrics(request: IncomingMessage): Promise<HttpResponse> {
    if (metricsToken !== null && !hasToken(request, metricsToken)) {
      const headers = { ...plain, 'www-authenticate': 'Bearer' };
      return { status: 401, headers, body: 'Send METRICS_TOKEN as a bearer token.\n' };
    }
    const headers = { 'content-type': metrics.contentType };
    return { status: 200, headers, body: await metrics.metrics() };
  }

  return {
    answerMetrics,
    async answer(path, request, isDraining) {
      if (path === '/healthz') return { status: 200, headers: plain, body: 'ok\n' };
      if (path === '/readyz') return answerReadiness(isDraining);
      if (path !== '/metrics' || metricsPort !== null) return null;
      if (metricsToken === null && !isOfThisMachine(request)) {
        const body = 'Metrics are told to this machine alone: set METRICS_TOKEN or METRICS_PORT.\n';
        return { status: 403, headers: plain, body };
      }
      return answerMetrics(request);
    },
  };
}

function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, shown = ''] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  return timingSafeEqual(hashSecret(shown), hashSecret(token));
}

/** A proxy on this machine asks for others, and says so. */
function isOfThisMachine({ socket, headers }: IncomingMessage): boolean {
  const { remoteAddress = '' } = socket;
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  return ipaddr.isValid(remoteAddress) && ipaddr.process(remoteAddress).range() === 'loopback';
}
