/**
 * GraphQL over WebSocket (`graphql-transport-ws`). In the order of a socket's life: `upgrade-check`
 * accepts or refuses the HTTP request, `newcomers` bounds those
 * that have shown no credential, `socket-admission` checks the credential, `client-message`
 * parses what the client sends, `operation-order` keeps operations with the same id apart,
 * `operations` runs them in the engine: `prepare-operation` before, `settle-operation` after.
 * `answer-sender` sends answers and `subscription-sender` the events of a subscription
 * through `socket-writer`, `socket-liveness` closes dead sockets, `unfinished-message` those that do not end what they say, and `close-codes` says with which
 * code each is closed. Promises: a slow client never makes us buffer without bound (S1), and a
 * socket ends with its credential.
 */
export { type Attachment, attachWebSocket, type WebSocketService } from './web-socket.ts';
