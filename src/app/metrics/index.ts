/**
 * The metrics of a node, for Prometheus: what its polls, logins, deliveries and statements did, and
 * figures of the whole deployment, which are the same on each node. Promises: each counter is there
 * from the start; no label tells of a person, a team, an account or a URL.
 */
export { createMetrics, type Metrics } from './metrics.ts';
