/**
 * GraphQL over WebSocket (`graphql-transport-ws`): `upgrade-check` judges the request,
 * `admission` the credential, `turns` keeps messages of one operation in order, `operations` runs
 * them, `stream` sends a subscription's events through `socket-writer`, and `socket-liveness`
 * ends sockets that are dead. Close codes stand in `close-codes`.
 */
export type { Attachment } from './attachment.ts';
export { attachWebSocket, type WebSocketService } from './web-socket.ts';
