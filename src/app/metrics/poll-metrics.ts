import { Counter, Histogram, type Registry } from 'prom-client';
import { type PollReport, pollOutcomeKinds } from '#poller';
import { regions } from '#providers';
import { waitBuckets } from './buckets.ts';

/** Makes the callback that counts polls and what they brought. */
export function createPollMetrics(registry: Registry): (report: PollReport) => void {
  const registers = [registry];
  const polls = new Counter({
    name: 'gateway_polls_total',
    help: 'Polls by what became of them.',
    labelNames: ['region', 'outcome'],
    registers,
  });
  const samples = new Counter({
    name: 'gateway_samples_total',
    help: 'Samples that were new or changed.',
    labelNames: ['kind'],
    registers,
  });
  const lateness = new Histogram({
    name: 'gateway_poll_lateness_seconds',
    help: 'From the planned moment of a poll to its beginning.',
    buckets: waitBuckets,
    registers,
  });
  const freshness = new Histogram({
    name: 'gateway_reading_freshness_seconds',
    help: 'From the instant of a new reading to its commit; without what a link brings of the past, and without providers that are late by nature.',
    buckets: waitBuckets,
    registers,
  });
  for (const region of regions) {
    for (const outcome of pollOutcomeKinds) polls.inc({ region, outcome }, 0);
  }
  for (const kind of ['created', 'updated']) samples.inc({ kind }, 0);
  return ({ region, outcome, settled, latenessMs, freshnessMs }) => {
    polls.inc({ region, outcome: outcome.kind });
    samples.inc({ kind: 'created' }, settled?.createdCount ?? 0);
    samples.inc({ kind: 'updated' }, settled?.updatedCount ?? 0);
    lateness.observe(latenessMs / 1000);
    for (const ms of freshnessMs) freshness.observe(ms / 1000);
  };
}
