import { Counter, Histogram, type Registry } from 'prom-client';
import {
  type LoginReport,
  loginOutcomes,
  type OAuthRequestReport,
  oauthCalls,
  oauthOutcomes,
  regions,
  requestOutcomes,
  type ShareRequest,
  shareCalls,
} from '#providers';

/** What is counted of the requests to Dexcom and of the logins that they make up. */
export interface DexcomMetrics {
  onRequest(request: ShareRequest): void;
  onLogin(login: LoginReport): void;
  /** Of Dexcom's OAuth API, the other provider. */
  onOAuthRequest(request: OAuthRequestReport): void;
}

/** In seconds; a request is given up after 15. */
const answerBuckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

export function createDexcomMetrics(registry: Registry): DexcomMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'gateway_dexcom_requests_total',
    help: 'Requests to Dexcom by what was asked and what became of it.',
    labelNames: ['region', 'call', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_dexcom_request_duration_seconds',
    help: 'From a request to Dexcom to the last byte of its answer, or to its failure.',
    labelNames: ['region', 'call'],
    buckets: answerBuckets,
    registers,
  });
  const logins = new Counter({
    name: 'gateway_logins_total',
    help: 'Logins to Dexcom by their outcome; deferred ones were not let out by our own limits.',
    labelNames: ['region', 'outcome'],
    registers,
  });
  const onOAuthRequest = createOAuthMetrics(registry);
  for (const region of regions) {
    for (const outcome of loginOutcomes) logins.inc({ region, outcome }, 0);
    for (const call of shareCalls) {
      durations.zero({ region, call });
      for (const outcome of requestOutcomes) requests.inc({ region, call, outcome }, 0);
    }
  }
  return {
    onRequest({ region, call, outcome, durationMs }) {
      requests.inc({ region, call, outcome });
      durations.observe({ region, call }, durationMs / 1000);
    },
    onLogin: ({ region, outcome }) => logins.inc({ region, outcome }),
    onOAuthRequest,
  };
}

function createOAuthMetrics(registry: Registry): DexcomMetrics['onOAuthRequest'] {
  const registers = [registry];
  const requests = new Counter({
    name: 'gateway_dexcom_oauth_requests_total',
    help: "Requests to Dexcom's OAuth API by what was asked and what became of it.",
    labelNames: ['call', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_dexcom_oauth_request_duration_seconds',
    help: "From a request to Dexcom's OAuth API to the last byte of its answer, or to its failure.",
    labelNames: ['call'],
    buckets: [...answerBuckets, 30, 60],
    registers,
  });
  for (const call of oauthCalls) {
    durations.zero({ call });
    for (const outcome of oauthOutcomes) requests.inc({ call, outcome }, 0);
  }
  return ({ call, outcome, durationMs }) => {
    requests.inc({ call, outcome });
    durations.observe({ call }, durationMs / 1000);
  };
}
