export {
  type Attachment,
  createServer,
  type Server,
  type ServerLimits,
  type ServerOptions,
  serverLimitDefaults,
} from './create-server.ts';
export type { DownloadFacts, DownloadOpening, Downloads } from './download-door.ts';
export type { Authentication, Caller, CallerCheck, RequestFacts } from './request-facts.ts';
export type { RanOperation, RequestReport } from './request-report.ts';
export {
  attachWebSocket,
  type WebSocketLimits,
  type WebSocketOptions,
  type WebSocketService,
  webSocketLimits,
} from './web-socket.ts';
