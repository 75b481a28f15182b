/**
 * What every request meets, whatever it asks for: address, credential, rates, body, origin,
 * lifetime, the form of answers and refusals, downloads, health and figures. Knows nothing of
 * GraphQL but the path where it is served.
 */
export { type Admit, type Admitted, createAdmission } from './admission.ts';
export { type Answer, sendAnswer } from './answer.ts';
export { type AddressResolver, createAddressResolver } from './client-address.ts';
export { type Cors, createCors } from './cors.ts';
export { credentialOf } from './credential.ts';
export {
  createDownloadDoor,
  type DownloadDoor,
  type DownloadLimits,
  type Downloads,
} from './downloads.ts';
export { errorCodes, errorCodesByStatus } from './error-codes.ts';
export { graphqlPath } from './graphql-path.ts';
export { answerHealth, type HealthOptions } from './health.ts';
export { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
export { withHttpStatus } from './http-status.ts';
export { watchIdleSockets } from './idle-sockets.ts';
export { mapStream, StreamEnd } from './map-stream.ts';
export { type ResultMediaType, resultMediaTypeOf } from './media-type.ts';
export { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
export { readBody } from './read-body.ts';
export { type RefusalOptions, refusal } from './refusal.ts';
export {
  type Authentication,
  type CallerCheck,
  lastingFacts,
  type RequestFacts,
} from './request-facts.ts';
export { beginLife, type Life } from './request-lifetime.ts';
export { type RanOperation, type RequestReport, ranOperationOf } from './request-report.ts';
export { createStreams, type Streams } from './streams.ts';
export { createTextCache } from './text-cache.ts';
