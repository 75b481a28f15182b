/**
 * HTTP and WebSocket around a GraphQL engine; it is given a schema, an authentication and a
 * context factory, and knows nothing of the domain. A request comes in through `http-requests`,
 * is admitted and bounded by what stands in `http/`, is run by `engine/`, and is answered; a
 * socket lives in `web-socket/`. `create-server` puts them on one port and drains them.
 */
export { createServer, type Server, serverLimitDefaults } from './create-server.ts';
export type { CallerCheck, Downloads, RequestFacts, RequestReport } from './http/index.ts';
export { type Attachment, attachWebSocket, type WebSocketService } from './web-socket/index.ts';
