import type { Registry } from 'prom-client';
import type { HttpResponse } from './http-response.ts';

/** What monitoring asks of a node: is it alive, is it ready for requests, what are its metrics. */
export interface ProbeOptions {
  /** The names of what keeps this node from working; empty when it is ready. */
  readonly findReadinessProblems: () => Promise<readonly string[]>;
  readonly metrics: Registry;
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const retryAfterSeconds = 5;

/** Answers `/healthz`, `/readyz` and `/metrics`; null for any other path. */
export async function answerProbe(
  path: string,
  isDraining: boolean,
  { findReadinessProblems, metrics }: ProbeOptions,
): Promise<HttpResponse | null> {
  if (path === '/healthz') return { status: 200, headers: plain, body: 'ok\n' };
  if (path === '/readyz') {
    const problems = isDraining ? ['draining'] : await findReadinessProblems();
    if (problems.length === 0) return { status: 200, headers: plain, body: 'ready\n' };
    const headers = { ...plain, 'retry-after': String(retryAfterSeconds) };
    return { status: 503, headers, body: `not ready: ${problems.join(', ')}\n` };
  }
  if (path !== '/metrics') return null;
  const headers = { 'content-type': metrics.contentType };
  return { status: 200, headers, body: await metrics.metrics() };
}
