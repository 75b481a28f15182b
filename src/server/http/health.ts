import type { Registry } from 'prom-client';
import type { Answer } from './answer.ts';

/** What an operator's tools ask of a node: whether it lives, whether to send it work, figures. */
export interface HealthOptions {
  /** What is not as it must be for work to be done here, by name; empty when all is well. */
  readonly findTroubles: () => Promise<readonly string[]>;
  readonly metrics: Registry;
}

const plain = { 'content-type': 'text/plain; charset=utf-8' };
const retryAfterSeconds = 5;

/** Answers `/healthz`, `/readyz` and `/metrics`; null for any other path. */
export async function answerHealth(
  path: string,
  isDraining: boolean,
  { findTroubles, metrics }: HealthOptions,
): Promise<Answer | null> {
  if (path === '/healthz') return { status: 200, headers: plain, body: 'ok\n' };
  if (path === '/readyz') {
    const troubles = isDraining ? ['draining'] : await findTroubles();
    if (troubles.length === 0) return { status: 200, headers: plain, body: 'ready\n' };
    const headers = { ...plain, 'retry-after': String(retryAfterSeconds) };
    return { status: 503, headers, body: `not ready: ${troubles.join(', ')}\n` };
  }
  if (path !== '/metrics') return null;
  const headers = { 'content-type': metrics.contentType };
  return { status: 200, headers, body: await metrics.metrics() };
}
