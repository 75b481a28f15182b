/**
 * What HTTP needs whatever a request asks for. In the order of a request: `client-address` finds
 * who sent it, `probes` answers monitoring, `cors` says which pages may call, `admission` checks the
 * credential and the rate, `read-body` bounds the body, `request-lifetime` holds its deadline, `streams` bounds server-sent events and `stream-ids` says where
 * each resumes, `downloads` serves files, `refusal`, `sender` and `http-response` send the answer,
 * `http-metrics` counts it. Of GraphQL this wing knows the path and the error codes.
 */
export { type Admit, type Admitted, createAdmission } from './admission.ts';
export { type AddressResolver, createAddressResolver } from './client-address.ts';
export { type Cors, createCors, isOriginListed } from './cors.ts';
export { credentialOf } from './credential.ts';
export {
  createDownloadHandler,
  type DownloadHandler,
  type DownloadLimits,
  type Downloads,
} from './downloads.ts';
export { errorCodes, errorCodesByStatus } from './error-codes.ts';
export { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
export { type HttpResponse, isStream } from './http-response.ts';
export { withHttpStatus } from './http-status.ts';
export { watchIdleSockets } from './idle-sockets.ts';
export { mapStream, StreamEnd } from './map-stream.ts';
export { resultMediaTypeOf } from './media-type.ts';
export { graphqlPath, hasTwoHosts, sessionGraphqlPath, stripBasePath } from './paths.ts';
export { createProbes, type ProbeOptions, type Probes } from './probes.ts';
export { type BodyRefusal, readBody, refusalOfBody } from './read-body.ts';
export { type RefusalOptions, refusal } from './refusal.ts';
export {
  type Authentication,
  type CallerCheck,
  factsOfSubscription,
  type RequestFacts,
  type Sessions,
} from './request-facts.ts';
export { type RequestLifetime, startRequestLifetime } from './request-lifetime.ts';
export {
  type ExecutedOperation,
  executedOperationOf,
  type RequestReport,
} from './request-report.ts';
export { createSender } from './sender.ts';
export { boundSilentConnections, type SilentLimits } from './silent-connections.ts';
export { createStreamIds, type StreamIds } from './stream-ids.ts';
export { createStreams, type Streams } from './streams.ts';
export { createTextCache } from './text-cache.ts';
