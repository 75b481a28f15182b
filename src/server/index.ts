/**
 * HTTP and WebSocket around a GraphQL engine. The caller gives it a schema, an authentication and a
 * context factory; it knows nothing of the domain. `http-handler` takes every HTTP request, `intake`
 * judges those that cost something, `graphql-handler` answers those to the API and `route-handler`
 * has those to other paths answered by who is given them; `http/` and `limits/` are what they need.
 * `json-doors` answers the few paths that take JSON beside it; `engine/` runs the operation;
 * `static/` sends files for browsers, `web-socket/` serves sockets. `create-server` puts all on one
 * port and drains it on stop. Promises that unexpected errors are masked and logged once (G2) and
 * that everything has a limit (X1).
 */
export { createServer, type Server } from './create-server.ts';
export type {
  CallerCheck,
  Downloads,
  RequestFacts,
  RequestReport,
  Sessions,
} from './http/index.ts';
export type { JsonAnswer, JsonDoor, JsonRequest } from './json-doors.ts';
export { createNetworkLimiter, createRateLimiter, type RateLimiter } from './limits/index.ts';
export { checkPort } from './listen.ts';
export type { Routes } from './route-handler.ts';
export { serverLimitDefaults } from './server-limits.ts';
export type { PageFile, Pages } from './static/index.ts';
export { type Attachment, attachWebSocket, type WebSocketService } from './web-socket/index.ts';
